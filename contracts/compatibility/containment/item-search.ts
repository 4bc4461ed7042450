import type { Json } from '../../source/json.ts';
import type { ItemFacts } from './facts.ts';
import {
  found,
  type Literal,
  no,
  none,
  type Search,
  type Solver,
  type Unknown,
  unknown,
} from './witness.ts';

/** Everything that the item at that place must fulfil. */
export function demandsAt(facts: ItemFacts, index: number): readonly Literal[] {
  return [
    ...facts.every.map(({ prefix, rest }) => prefix[index] ?? rest),
    ...facts.at.filter(({ from }) => from === index).map(({ is }) => is),
  ];
}

/** Arrays beyond this length are no counterexample that anybody reads. */
const longest = 1_000;
const mostLengths = 24;

/** An array that fulfils the facts. */
export function itemSearch(facts: ItemFacts, solver: Solver): Search {
  return new ItemSearch(facts, solver).run();
}

type Slots = readonly (readonly Literal[])[];

class ItemSearch {
  private readonly facts: ItemFacts;
  private readonly solver: Solver;
  private doubt: Unknown | undefined;
  /** From this place on all items have the same demands. */
  private readonly steady: number;

  constructor(facts: ItemFacts, solver: Solver) {
    this.facts = facts;
    this.solver = solver;
    this.steady = Math.max(
      0,
      ...facts.every.map(({ prefix }) => prefix.length),
      ...facts.at.map(({ from }) => from + 1),
      ...facts.matching.map(({ from }) => from ?? 0),
    );
  }

  run(): Search {
    const result = this.facts.repeats ? this.repeated() : this.lengths([]);
    return result.kind === 'none' && this.doubt !== undefined ? this.doubt : result;
  }

  /** Two places that hold the same item: every pair of places with different demands is tried. */
  private repeated(): Search {
    const last = this.steady + 1;
    for (let second = 1; second <= last; second += 1) {
      for (let first = 0; first < second; first += 1) {
        if (second >= this.facts.most) continue;
        const result = this.lengths([first, second]);
        if (result.kind === 'found') return result;
        if (result.kind === 'unknown') this.doubt = result;
      }
    }
    return none;
  }

  /** Longer arrays than the facts ask for help nobody: an item too many can be left out. */
  private lengths(same: readonly number[]): Search {
    const { least, most, matching } = this.facts;
    const shortest = Math.max(least, (same.at(-1) ?? -1) + 1);
    const wanted = matching.reduce((sum, { least: count = 0 }) => sum + count, 0);
    const extra = wanted === 0 ? 0 : Math.max(0, this.steady - shortest) + wanted;
    const top = Math.min(most, shortest + extra);
    if (shortest > longest) return unknown('only very long arrays are left');
    for (let length = shortest; length <= top; length += 1) {
      const slots = this.slots(length, same);
      if (slots === undefined) return none;
      const result = matching.length === 0 ? this.filled(slots) : this.counted(slots, same);
      if (result.kind !== 'none') return result;
      if (matching.length > 0 && length - shortest > mostLengths) {
        this.doubt = unknown('arrays with counted items are only tried in two dozen lengths');
        return none;
      }
    }
    return none;
  }

  /** The demands of each place; undefined where one of them can hold nothing. */
  private slots(length: number, same: readonly number[]): Slots | undefined {
    const slots: (readonly Literal[])[] = [];
    for (let index = 0; index < length; index += 1) {
      const own = demandsAt(this.facts, index);
      const [first = 0, second = 0] = same;
      const shared = same.includes(index)
        ? [...demandsAt(this.facts, first), ...demandsAt(this.facts, second)]
        : own;
      const value = this.solver.solve(shared);
      if (value.kind === 'none') return undefined;
      if (value.kind === 'unknown') this.doubt = value;
      slots.push(shared);
    }
    return slots;
  }

  /** Chooses for each place which counted schemas its item fulfils. */
  private counted(slots: Slots, same: readonly number[]): Search {
    const { matching } = this.facts;
    if (matching.length > 8) return unknown('many counted schemas of items');
    const failed = new Set<string>();
    const walk = (index: number, counts: readonly number[], chosen: Slots): Search => {
      this.solver.budget.spend(1);
      const own = slots[index];
      if (own === undefined) {
        const enough = matching.every(({ least = 0 }, at) => (counts[at] ?? 0) >= least);
        return enough ? this.filled(alike(chosen, same)) : none;
      }
      const key = `${index}:${counts.join()}`;
      if (failed.has(key)) return none;
      for (const [literals, after] of this.options(index, own, counts)) {
        const value = this.solver.solve(literals);
        if (value.kind === 'none') continue;
        if (value.kind === 'unknown') this.doubt = value;
        const result = walk(index + 1, after, [...chosen, literals]);
        if (result.kind !== 'none') return result;
      }
      // Whether items can differ or be alike depends on what each place was chosen for.
      if (!this.facts.unique && same.length === 0) failed.add(key);
      return none;
    };
    return walk(
      0,
      matching.map(() => 0),
      [],
    );
  }

  private *options(
    index: number,
    own: readonly Literal[],
    counts: readonly number[],
  ): Generator<readonly [readonly Literal[], readonly number[]]> {
    const { matching } = this.facts;
    for (let choice = 0; choice < 1 << matching.length; choice += 1) {
      const literals = [...own];
      const after = [...counts];
      let sensible = true;
      matching.forEach(({ is, least, most, from = 0 }, at) => {
        const counts = ((choice >> at) & 1) === 1;
        const already = after[at] ?? 0;
        if (most !== undefined) {
          // Either it counts, whatever it is, or it does not fulfil the schema.
          if (!counts) literals.push({ node: is.node, holds: !is.holds });
          else if (already + 1 > most) sensible = false;
          else after[at] = already + 1;
        } else if (counts) {
          if (index < from || already >= (least ?? 0)) sensible = false;
          else {
            literals.push(is);
            after[at] = already + 1;
          }
        }
      });
      if (sensible) yield [literals, after];
    }
  }

  private filled(slots: Slots): Search {
    if (this.facts.unique) return this.distinct(slots);
    const items: Json[] = [];
    for (const slot of slots) {
      const value = this.solver.solve(slot);
      if (value.kind === 'none') return none;
      if (value.kind === 'unknown') {
        this.doubt = value;
        return none;
      }
      items.push(value.value);
    }
    return found(items);
  }

  /** A different item for each place: a matching of places and items (augmenting paths). */
  private distinct(slots: Slots): Search {
    const choices: (readonly Json[])[] = [];
    // Places with the same demands share their values: most places of a long array do.
    const known = new Map<string, readonly Json[]>();
    for (const slot of slots) {
      const key = slot.map(({ node, holds }) => `${holds ? '' : '!'}${node.id}`).join();
      const values = known.get(key) ?? this.several(slot, slots.length);
      if (values === undefined) return none;
      known.set(key, values);
      choices.push(values);
    }
    const { pool } = this.solver;
    const ids = choices.map((values) => values.map((value) => pool.values([value]).id));
    const placeOf = new Map<number, number>();
    const assign = (place: number, tried: Set<number>): boolean =>
      (ids[place] ?? []).some((id) => {
        if (tried.has(id)) return false;
        tried.add(id);
        const holder = placeOf.get(id);
        if (holder !== undefined && !assign(holder, tried)) return false;
        placeOf.set(id, place);
        return true;
      });
    for (let place = 0; place < slots.length; place += 1) {
      if (!assign(place, new Set())) return none;
    }
    const items: Json[] = slots.map(() => null);
    for (const [id, place] of placeOf) {
      items[place] = choices[place]?.[ids[place]?.indexOf(id) ?? -1] ?? null;
    }
    return found(items);
  }

  /** All values of a slot, or as many as there are places: more are never needed. */
  private several(slot: readonly Literal[], count: number): readonly Json[] | undefined {
    const { pool } = this.solver;
    const values: Json[] = [];
    while (values.length < count) {
      const value = this.solver.solve(
        values.length === 0 ? slot : [...slot, no(pool.values(values))],
      );
      if (value.kind === 'none') break;
      if (value.kind === 'unknown') {
        this.doubt = value;
        return undefined;
      }
      values.push(value.value);
    }
    return values;
  }
}

/** The places that hold the same item share what they were chosen for. */
function alike(slots: Slots, same: readonly number[]): Slots {
  if (same.length === 0) return slots;
  const shared = same.flatMap((index) => slots[index] ?? []);
  return slots.map((slot, index) => (same.includes(index) ? shared : slot));
}
