import type { CharSet, Concatenation, Element, Quantifier } from 'refa';
import type { Budget } from './budget.ts';

/** Ways from one position to the next ones, with the number of ways that the engine could try. */
export type Ways = Map<number, number>;

/**
 * The position automaton (Glushkov 1961) of a regular expression: one state per character class as
 * written. Unlike the textbook's it counts how often an edge arises: `(a*)*` has the edge from `a`
 * to `a` twice, and it is these second ways that a backtracking engine tries in vain.
 */
export interface PositionAutomaton {
  /** The characters that lead into a position. */
  readonly classes: readonly CharSet[];
  readonly edges: readonly Ways[];
  /** Positions in which a match can begin. */
  readonly first: Ways;
  /** Positions after which the match can be complete. */
  readonly last: Ways;
}

/** Thrown where the expression unfolds into more positions than can be examined. */
export class TooManyPositions extends Error {}

const mostPositions = 400;
const mostUnfolded = 200;
const mostWays = 4;

interface Part {
  /** Ways to match nothing. */
  readonly empty: number;
  readonly first: Ways;
  readonly last: Ways;
}

/** Builds the automaton of one alternative; assertions count as nothing, which only adds ways. */
export function positionAutomaton(
  alternatives: readonly Concatenation[],
  budget: Budget,
): PositionAutomaton {
  const builder = new Builder(budget);
  const whole = builder.alternatives(alternatives);
  return { classes: builder.classes, edges: builder.edges, first: whole.first, last: whole.last };
}

const nothing: Part = { empty: 1, first: new Map(), last: new Map() };

class Builder {
  readonly classes: CharSet[] = [];
  readonly edges: Ways[] = [];
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  alternatives(alternatives: readonly Concatenation[]): Part {
    const parts = alternatives.map((each) => this.#sequence(each.elements));
    return {
      empty: capped(parts.reduce((sum, part) => sum + part.empty, 0)),
      first: merged(parts.map((part) => [part.first, 1])),
      last: merged(parts.map((part) => [part.last, 1])),
    };
  }

  #sequence(elements: readonly Element[]): Part {
    return elements.reduce<Part>(
      (before, element) => this.#join(before, this.#element(element)),
      nothing,
    );
  }

  #element(element: Element): Part {
    switch (element.type) {
      case 'CharacterClass': {
        const position = this.classes.length;
        if (position >= mostPositions) throw new TooManyPositions();
        this.classes.push(element.characters);
        this.edges.push(new Map());
        const only = new Map([[position, 1]]);
        return { empty: 0, first: only, last: only };
      }
      case 'Alternation':
        return this.alternatives(element.alternatives);
      case 'Quantifier':
        return this.#repeated(element);
      default:
        return nothing;
    }
  }

  /**
   * Repeats are unfolded while that stays small, since `\d{4}` is no loop. Where it does not, a loop
   * stands for them: it has all their ways and more.
   */
  #repeated({ min, max, alternatives }: Quantifier): Part {
    const body = () => this.alternatives(alternatives);
    if (max === 0) return nothing;
    if (max === Number.POSITIVE_INFINITY || max * sizeOf(alternatives) > mostUnfolded) {
      const small = min * sizeOf(alternatives) <= mostUnfolded;
      let part = min === 0 ? nothing : body();
      for (let count = 1; small && count < min; count += 1) part = this.#join(part, body());
      if (min === 0) return this.#optional(this.#loop(body()));
      return this.#join(part, this.#optional(this.#loop(body())));
    }
    let rest = nothing;
    for (let count = min; count < max; count += 1) rest = this.#optional(this.#join(body(), rest));
    let part = nothing;
    for (let count = 0; count < min; count += 1) part = this.#join(part, body());
    return this.#join(part, rest);
  }

  #optional(part: Part): Part {
    return { ...part, empty: capped(part.empty + 1) };
  }

  #loop(part: Part): Part {
    this.#connect(part.last, part.first);
    return part;
  }

  #join(before: Part, after: Part): Part {
    this.#connect(before.last, after.first);
    return {
      empty: capped(before.empty * after.empty),
      first: merged([
        [before.first, 1],
        [after.first, before.empty],
      ]),
      last: merged([
        [after.last, 1],
        [before.last, after.empty],
      ]),
    };
  }

  #connect(from: Ways, to: Ways): void {
    this.#budget.take(1 + from.size * to.size);
    for (const [start, ways] of from) {
      const out = this.edges[start];
      for (const [end, more] of to) out?.set(end, capped((out.get(end) ?? 0) + ways * more));
    }
  }
}

function merged(parts: readonly (readonly [Ways, number])[]): Ways {
  const all: Ways = new Map();
  for (const [ways, factor] of parts) {
    if (factor === 0) continue;
    for (const [position, count] of ways)
      all.set(position, capped((all.get(position) ?? 0) + count * factor));
  }
  return all;
}

function capped(ways: number): number {
  return Math.min(ways, mostWays);
}

/** Positions that the alternatives unfold into. */
function sizeOf(alternatives: readonly Concatenation[]): number {
  let size = 0;
  for (const { elements } of alternatives) {
    for (const element of elements) {
      if (element.type === 'CharacterClass') size += 1;
      if (element.type === 'Alternation') size += sizeOf(element.alternatives);
      if (element.type === 'Quantifier') {
        const inner = sizeOf(element.alternatives);
        const repeats = element.max === Number.POSITIVE_INFINITY ? element.min + 1 : element.max;
        size += inner * repeats > mostUnfolded ? inner : inner * repeats;
      }
    }
  }
  return Math.max(1, size);
}
