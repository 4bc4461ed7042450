import type { CharSet } from 'refa';
import type { Budget } from './budget.ts';
import type { PositionAutomaton, Ways } from './position-automaton.ts';

/**
 * How many ways there are to read one text: none doubling and `degree` 0 means that their number is
 * bounded, degree 1 that it grows with the text's length, and so on. Backtracking tries them all, so
 * its work grows with the length to the power of `degree + 1`.
 */
export type Ambiguity =
  | { readonly kind: 'exponential' }
  | { readonly kind: 'polynomial'; readonly degree: number; readonly bits: number };

/**
 * Decides the ambiguity after Weber and Seidl, "On the degree of ambiguity of finite automata"
 * (1991): exponential where a state has two ways back to itself over one text (their EDA);
 * otherwise the degree is the longest chain of loops that one text can leave at any point (IDA).
 * `bits` bounds the logarithm of the choices outside of loops.
 */
export function ambiguityOf(automaton: PositionAutomaton, budget: Budget): Ambiguity {
  return new Search(automaton, budget).run();
}

class Search {
  readonly #classes: readonly CharSet[];
  readonly #edges: readonly Ways[];
  readonly #first: Ways;
  readonly #meets = new Map<number, boolean>();
  readonly #budget: Budget;

  constructor(automaton: PositionAutomaton, budget: Budget) {
    this.#budget = budget;
    this.#classes = automaton.classes;
    this.#edges = automaton.edges;
    this.#first = automaton.first;
  }

  run(): Ambiguity {
    const { components, componentOf } = stronglyConnected(this.#edges);
    const loops = components.filter((each) => this.#isLoop(each));
    for (const loop of loops) if (this.#doubles(loop, componentOf)) return { kind: 'exponential' };
    // Components come in reverse topological order: what a loop leads to stands before it.
    const chain = new Map<readonly number[], number>();
    for (const loop of loops) {
      let longest = 0;
      for (const [later, length] of chain) {
        if (length + 1 > longest && this.#leaves(loop, later)) longest = length + 1;
      }
      chain.set(loop, longest);
    }
    const degree = Math.max(0, ...chain.values());
    return { kind: 'polynomial', degree, bits: this.#bits(components, componentOf) };
  }

  #isLoop(component: readonly number[]): boolean {
    const [only] = component;
    return component.length > 1 || (only !== undefined && this.#edges[only]?.has(only) === true);
  }

  /** EDA: two runs part and meet again inside the component, or one edge has several ways. */
  #doubles(component: readonly number[], componentOf: readonly number[]): boolean {
    const own = componentOf[component[0] ?? 0];
    const inside = (state: number) => componentOf[state] === own;
    const size = this.#edges.length;
    const forward = new Set<number>();
    const backward = new Map<number, number[]>();
    const waiting: number[] = [];
    for (const state of component) {
      for (const [next, ways] of this.#edges[state] ?? [])
        if (inside(next) && ways > 1) return true;
      forward.add(state * size + state);
      waiting.push(state * size + state);
    }
    for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
      for (const [a] of this.#edges[Math.floor(pair / size)] ?? []) {
        if (!inside(a)) continue;
        for (const [b] of this.#edges[pair % size] ?? []) {
          if (!inside(b) || !this.#meet(a, b)) continue;
          const next = a * size + b;
          const earlier = backward.get(next);
          if (earlier === undefined) backward.set(next, [pair]);
          else earlier.push(pair);
          if (forward.has(next)) continue;
          forward.add(next);
          waiting.push(next);
        }
      }
    }
    const reached = new Set(component.map((state) => state * size + state));
    const back = [...reached];
    for (let pair = back.pop(); pair !== undefined; pair = back.pop()) {
      for (const earlier of backward.get(pair) ?? []) {
        this.#step();
        if (reached.has(earlier)) continue;
        if (Math.floor(earlier / size) !== earlier % size) return true;
        reached.add(earlier);
        back.push(earlier);
      }
    }
    return false;
  }

  /** IDA: over one text a run stays at p, another goes from p to q, a third stays at q. */
  #leaves(from: readonly number[], to: readonly number[]): boolean {
    if (!from.some((a) => to.some((b) => this.#meet(a, b)))) return false;
    const inFrom = new Set(from);
    const inTo = new Set(to);
    return from.some((p) => to.some((q) => this.#leavesAt(p, q, inFrom, inTo)));
  }

  #leavesAt(p: number, q: number, inFrom: ReadonlySet<number>, inTo: ReadonlySet<number>): boolean {
    const size = this.#edges.length;
    const code = (a: number, b: number, c: number) => (a * size + b) * size + c;
    const goal = code(p, q, q);
    const seen = new Set<number>();
    const waiting: (readonly [number, number, number])[] = [[p, p, q]];
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      const [a, b, c] = state;
      for (const [nextA] of this.#edges[a] ?? []) {
        if (!inFrom.has(nextA)) continue;
        for (const [nextC] of this.#edges[c] ?? []) {
          if (!inTo.has(nextC) || !this.#meet(nextA, nextC)) continue;
          for (const [nextB] of this.#edges[b] ?? []) {
            if (!this.#meet(nextA, nextB) || !this.#meet(nextB, nextC)) continue;
            // Three classes that meet in pairs need not share a character: refusing such a pattern
            // is the safe side.
            const next = code(nextA, nextB, nextC);
            if (next === goal) return true;
            if (seen.has(next)) continue;
            seen.add(next);
            waiting.push([nextA, nextB, nextC]);
          }
        }
      }
    }
    return false;
  }

  /** The largest sum of the logarithms of choices along a way through the components. */
  #bits(components: readonly (readonly number[])[], componentOf: readonly number[]): number {
    const best: number[] = [];
    components.forEach((component, index) => {
      let own = 0;
      let after = 0;
      for (const state of component) {
        own += Math.log2(this.#choices(this.#edges[state] ?? new Map()));
        for (const [next] of this.#edges[state] ?? []) {
          const target = componentOf[next] ?? index;
          if (target !== index) after = Math.max(after, best[target] ?? 0);
        }
      }
      best.push(own + after);
    });
    const starts = [...this.#first.keys()].map((state) => best[componentOf[state] ?? 0] ?? 0);
    return Math.log2(this.#choices(this.#first)) + Math.max(0, ...starts);
  }

  /** The most ways that one character leaves open. */
  #choices(ways: Ways): number {
    const changes: [number, number][] = [];
    for (const [state, count] of ways) {
      for (const range of this.#classes[state]?.ranges ?? []) {
        changes.push([range.min, count], [range.max + 1, -count]);
        this.#step();
      }
    }
    changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let open = 0;
    let most = 1;
    for (const [, change] of changes) {
      open += change;
      most = Math.max(most, open);
    }
    return most;
  }

  #meet(a: number, b: number): boolean {
    this.#step();
    if (a === b) return true;
    const key = Math.min(a, b) * this.#edges.length + Math.max(a, b);
    const known = this.#meets.get(key);
    if (known !== undefined) return known;
    const left = this.#classes[a];
    const right = this.#classes[b];
    const meets = left !== undefined && right !== undefined && !left.isDisjointWith(right);
    this.#meets.set(key, meets);
    return meets;
  }

  #step(): void {
    this.#budget.take();
  }
}

/** Tarjan's algorithm without recursion; components in reverse topological order. */
function stronglyConnected(edges: readonly Ways[]): {
  readonly components: readonly (readonly number[])[];
  readonly componentOf: readonly number[];
} {
  const index = new Map<number, number>();
  const low: number[] = [];
  const componentOf: number[] = [];
  const components: number[][] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  for (let root = 0; root < edges.length; root += 1) {
    if (index.has(root)) continue;
    const calls: { readonly state: number; readonly next: Iterator<number> }[] = [];
    const enter = (state: number) => {
      low[state] = index.size;
      index.set(state, index.size);
      open.push(state);
      isOpen.add(state);
      calls.push({ state, next: (edges[state] ?? new Map<number, number>()).keys() });
    };
    enter(root);
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { state } = call;
      const step = call.next.next();
      if (!step.done) {
        if (!index.has(step.value)) enter(step.value);
        else if (isOpen.has(step.value))
          low[state] = Math.min(low[state] ?? 0, index.get(step.value) ?? 0);
        continue;
      }
      calls.pop();
      const parent = calls.at(-1)?.state;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[state] ?? 0);
      if (low[state] !== index.get(state)) continue;
      const component: number[] = [];
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        isOpen.delete(member);
        componentOf[member] = components.length;
        component.push(member);
        if (member === state) break;
      }
      components.push(component);
    }
  }
  return { components, componentOf };
}
