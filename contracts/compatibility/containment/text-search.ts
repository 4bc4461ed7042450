import {
  lastCharacter,
  type PatternAutomaton,
  patternAutomaton,
} from '../../source/pattern/pattern-automaton.ts';
import { lengthOf } from './json-value.ts';
import { finds } from './pattern-match.ts';
import { found, type Literal, none, type Search, type Solver, unknown } from './witness.ts';

/** Texts beyond this length are no counterexample that anybody reads. */
const longest = 20_000;
/** Texts that are tried on tests that no automaton stands for. */
const mostAttempts = 40;

type Test = (text: string) => boolean;

interface Part {
  readonly automaton: PatternAutomaton;
  readonly holds: boolean;
}

/**
 * A text within its lengths that each pattern finds or does not find and that is not excluded: a
 * breadth-first walk through the product of the automata, so that the shortest text is found.
 */
export function textSearch(
  atoms: readonly Literal[],
  excluded: readonly string[],
  solver: Solver,
): Search {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  const patterns: { readonly source: string; readonly holds: boolean; readonly test: Test }[] = [];
  const irregular: { readonly reason: string; readonly holds: boolean; readonly test: Test }[] = [];
  for (const { node, holds } of atoms) {
    if (node.kind === 'min-length') {
      if (holds) least = Math.max(least, node.count);
      else most = Math.min(most, Math.ceil(node.count) - 1);
    } else if (node.kind === 'max-length') {
      if (holds) most = Math.min(most, Math.floor(node.count));
      else least = Math.max(least, Math.floor(node.count) + 1);
    } else if (node.kind === 'pattern') {
      patterns.push({ source: node.source, test: (text) => finds(node.source, text), holds });
    } else if (node.kind === 'text-test') {
      irregular.push({
        reason: `only a ${node.name} is left to look for`,
        test: node.passes,
        holds,
      });
    }
  }
  least = Math.ceil(least);
  if (least > most) return none;
  if (least > longest) return unknown('only very long texts are left');
  if (patterns.length === 0 && irregular.length === 0) {
    const plain = plainText(least, most, excluded);
    if (plain !== undefined) return found(plain);
  }
  const parts: Part[] = [];
  for (const { source, holds, test } of patterns) {
    const automaton = patternAutomaton(source);
    if (automaton !== undefined) parts.push({ automaton, holds });
    else
      irregular.push({ reason: `the pattern ${source.slice(0, 80)} is not regular`, holds, test });
  }
  const refused = [...excluded];
  let failed = '';
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    solver.budget.spend(refused.reduce((sum, word) => sum + word.length, 0));
    const words: readonly Part[] =
      refused.length > 0 ? [{ automaton: wordAutomaton(refused), holds: false }] : [];
    const walked = new ProductWalk([...parts, ...words], solver).shortest(least, most);
    if (walked.kind !== 'found') return walked;
    const text = String(walked.value);
    const broken = irregular.find(({ test, holds }) => test(text) !== holds);
    if (broken === undefined) return walked;
    refused.push(text);
    failed = broken.reason;
  }
  return unknown(failed);
}

function plainText(least: number, most: number, excluded: readonly string[]): string | undefined {
  const tried = new Set(excluded);
  for (const letter of ['', ...'abcdefghijklmnopqrstuvwxyz']) {
    const text = letter === '' ? 'x'.repeat(least) : letter.repeat(Math.max(least, 1));
    if (lengthOf(text) <= most && !tried.has(text)) return text;
  }
  return undefined;
}

/** Accepts exactly these words. */
function wordAutomaton(words: readonly string[]): PatternAutomaton {
  const steps: Map<number, number>[] = [new Map()];
  const accepting: boolean[] = [false];
  for (const word of words) {
    let state = 0;
    for (const character of word) {
      const point = character.codePointAt(0) ?? 0;
      const next = steps[state]?.get(point) ?? steps.length;
      if (next === steps.length) {
        steps.push(new Map());
        accepting.push(false);
      }
      steps[state]?.set(point, next);
      state = next;
    }
    accepting[state] = true;
  }
  const edges = steps.map((out) =>
    [...out].sort(([a], [b]) => a - b).map(([point, to]) => ({ min: point, max: point, to })),
  );
  return { edges, accepting };
}

/** A state per automaton; -1 where nothing is accepted any more. */
type Product = readonly number[];

interface Step {
  readonly product: Product;
  readonly character: number;
  readonly before: Step | undefined;
}

class ProductWalk {
  private readonly parts: readonly Part[];
  private readonly solver: Solver;

  constructor(parts: readonly Part[], solver: Solver) {
    this.parts = parts;
    this.solver = solver;
  }

  shortest(least: number, most: number): Search {
    let layer = new Map<string, Step>();
    const start: Step = { product: this.parts.map(() => 0), character: -1, before: undefined };
    layer.set(start.product.join(), start);
    const seen = new Set<string>();
    for (let length = 0; layer.size > 0 && length <= most; length += 1) {
      if (length > longest) return unknown('only very long texts are left');
      if (length >= least) {
        for (const [key, step] of layer) {
          if (this.accepted(step.product)) return found(textOf(step));
          // Whoever arrives later from here finds nothing that is not found from the first arrival.
          if (seen.has(key)) layer.delete(key);
          seen.add(key);
        }
      }
      const next = new Map<string, Step>();
      for (const step of layer.values()) this.follow(step, next);
      layer = next;
    }
    return none;
  }

  private accepted(product: Product): boolean {
    return this.parts.every(
      ({ automaton, holds }, index) =>
        (automaton.accepting[product[index] ?? -1] === true) === holds,
    );
  }

  private follow(step: Step, next: Map<string, Step>): void {
    const { product } = step;
    const cuts = new Set([0]);
    this.parts.forEach(({ automaton }, index) => {
      for (const { min, max } of automaton.edges[product[index] ?? -1] ?? []) {
        cuts.add(min);
        if (max < lastCharacter) cuts.add(max + 1);
      }
    });
    const starts = [...cuts].sort((a, b) => a - b);
    this.solver.budget.spend(starts.length);
    // The reachable products by their nicest character.
    const cursor = this.parts.map(() => 0);
    starts.forEach((start, place) => {
      const end = (starts[place + 1] ?? lastCharacter + 1) - 1;
      const reached: number[] = [];
      for (const [index, { automaton, holds }] of this.parts.entries()) {
        const edges = automaton.edges[product[index] ?? -1] ?? [];
        let at = cursor[index] ?? 0;
        while (at < edges.length && (edges[at]?.max ?? 0) < start) at += 1;
        cursor[index] = at;
        const edge = edges[at];
        const to = edge !== undefined && edge.min <= start ? edge.to : -1;
        if (to === -1 && holds) return;
        reached.push(to);
      }
      const key = reached.join();
      const character = nicest(start, end);
      const known = next.get(key);
      if (known === undefined) next.set(key, { product: reached, character, before: step });
      else if (known.before === step && niceness(character) > niceness(known.character)) {
        next.set(key, { product: reached, character, before: step });
      }
    });
  }
}

const NICE = ['a', 'A', '0', '1', '-', '_', ' ', '!', '\u00e9'].map(
  (each) => each.codePointAt(0) ?? 0,
);

function nicest(min: number, max: number): number {
  const nice = NICE.find((point) => point >= min && point <= max);
  if (nice !== undefined) return nice;
  if (min <= 0x7e && max >= 0x21) return Math.max(min, 0x21);
  // Surrogates alone are no characters: they are taken only where nothing else is left.
  if (min >= 0xd800 && min <= 0xdfff) return max > 0xdfff ? 0xe000 : min;
  return min;
}

function niceness(point: number): number {
  const index = NICE.indexOf(point);
  if (index >= 0) return 10 - index;
  if (point >= 0xd800 && point <= 0xdfff) return -1;
  return point > 0x20 && point < 0x7f ? 0.5 : 0;
}

function textOf(last: Step): string {
  const points: number[] = [];
  for (let step: Step | undefined = last; step?.before !== undefined; step = step.before) {
    points.push(step.character);
  }
  return String.fromCodePoint(...points.reverse());
}
