import { type Assertion, CharSet, type Concatenation, type Element, JS } from 'refa';
import { ambiguityOf } from './pattern/ambiguity.ts';
import { Budget, OutOfSteps } from './pattern/budget.ts';
import {
  type PositionAutomaton,
  positionAutomaton,
  TooManyPositions,
} from './pattern/position-automaton.ts';

const longestPattern = 1_000;
/** Steps of one examination: a tenth of a second. */
const mostSteps = 1_000_000;
/** Character steps that one match may take at worst. */
const mostWork = 10_000_000;
/** 262,144 ways at most outside of loops. */
const mostBits = 18;

/**
 * What is wrong with a regular expression of ECMA-262 (flag `u`, searched anywhere in the text, as
 * JSON Schema does), as the rest of a sentence; undefined where a backtracking engine is proved to
 * need time in proportion to the text. With `maxLength`, the longest text that it will ever see
 * (checked before it), a polynomial is accepted where that keeps it below ten million steps.
 * Conservative: what cannot be proved is refused. Backreferences are refused.
 */
export function patternProblem(
  pattern: string,
  maxLength?: number,
  budget: Budget = new Budget(mostSteps),
): string | undefined {
  if (pattern.length > longestPattern) return `is longer than ${longestPattern} characters`;
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'is no regular expression of ECMA-262 with Unicode';
  }
  let alternatives: readonly Concatenation[];
  try {
    // Classes as \p{L} have hundreds of ranges: reading a pattern is not for nothing.
    budget.take(pattern.length * 200);
    alternatives = JS.Parser.fromLiteral({ source: pattern, flags: 'u' }).parse({
      assertions: 'parse',
      backreferences: 'throw',
      maxBackreferenceWords: 0,
    }).expression.alternatives;
  } catch (error) {
    if (error instanceof OutOfSteps) return 'is too complex to be proved harmless';
    return /\\[1-9k]/.test(pattern)
      ? 'refers back to a group, so that its time cannot be bounded'
      : 'cannot be examined';
  }
  try {
    return problemOf(new Examination(budget).workOf(alternatives, true), maxLength);
  } catch (error) {
    if (error instanceof TooManyPositions) return 'unfolds into too many states to be examined';
    if (error instanceof OutOfSteps) return 'is too complex to be proved harmless';
    throw error;
  }
}

/** Exponent of the text's length in the worst number of steps, and the ways outside of loops. */
type Work = BoundedWork | { readonly kind: 'exponential' };

interface BoundedWork {
  readonly kind: 'polynomial';
  readonly exponent: number;
  readonly bits: number;
}

function problemOf(work: Work, maxLength: number | undefined): string | undefined {
  if (work.kind === 'exponential') {
    return 'can take time that doubles with each character of a text';
  }
  if (work.bits > mostBits) return 'leaves too many ways to read one text';
  if (work.exponent <= 1) return undefined;
  const longest = Math.floor(mostWork ** (1 / work.exponent));
  if (maxLength !== undefined && maxLength <= longest) return undefined;
  return `can take time that grows with the text's length to the power of ${work.exponent}, which needs a maxLength of at most ${longest}`;
}

const none: BoundedWork = { kind: 'polynomial', exponent: 1, bits: 0 };

function worse(a: Work, b: Work): Work {
  if (a.kind !== 'polynomial') return a;
  if (b.kind !== 'polynomial') return b;
  return {
    kind: 'polynomial',
    exponent: Math.max(a.exponent, b.exponent),
    bits: Math.log2(2 ** a.bits + 2 ** b.bits),
  };
}

class Examination {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** The work of alternatives that are tried from one place (`search` false) or from every place. */
  workOf(alternatives: readonly Concatenation[], search: boolean): Work {
    return alternatives.map((each) => this.#workOfOne(each, search)).reduce<Work>(worse, none);
  }

  #workOfOne(alternative: Concatenation, search: boolean): Work {
    const { elements } = alternative;
    const [head] = elements;
    const anchored = head !== undefined && isEdge(head, 'behind');
    const automaton = positionAutomaton([alternative], this.#budget);
    const endless = hasAssertion(elements, 'ahead') ? automaton : withoutSureEnds(automaton);
    const main = ambiguityOf(search && !anchored ? withSearch(endless) : endless, this.#budget);
    if (main.kind !== 'polynomial') return main;
    let work: BoundedWork = { kind: 'polynomial', exponent: main.degree + 1, bits: main.bits };
    for (const { assertion, once } of assertionsIn(elements, anchored || !search)) {
      const inner = this.workOf(assertion.alternatives, false);
      if (inner.kind !== 'polynomial') return inner;
      if (isBounded(assertion.alternatives)) continue;
      const exponent = once
        ? Math.max(work.exponent, inner.exponent)
        : work.exponent + inner.exponent;
      work = { kind: 'polynomial', exponent, bits: work.bits + inner.bits };
    }
    return work;
  }
}

/** `^` (behind) or `$` (ahead): no character stands on that side. */
function isEdge(element: Element, kind: Assertion['kind']): boolean {
  if (element.type !== 'Assertion' || element.kind !== kind || !element.negate) return false;
  const [only, ...more] = element.alternatives;
  const [any, ...rest] = only?.elements ?? [];
  return (
    more.length === 0 && rest.length === 0 && any?.type === 'CharacterClass' && any.characters.isAll
  );
}

/** Searching is a loop over any character in front of the match. */
function withSearch(automaton: PositionAutomaton): PositionAutomaton {
  const start = automaton.classes.length;
  const out = new Map(automaton.first);
  out.set(start, 1);
  return {
    classes: [...automaton.classes, CharSet.all(0x10ffff)],
    edges: [...automaton.edges, out],
    first: out,
    last: automaton.last,
  };
}

/**
 * Without the edges out of positions from which every way is a match already: a search that arrives
 * there cannot fail any more, so nothing is ever tried again.
 */
function withoutSureEnds(automaton: PositionAutomaton): PositionAutomaton {
  const sure = new Set(automaton.last.keys());
  for (let changed = true; changed; ) {
    changed = false;
    for (const state of sure) {
      const leads = [...(automaton.edges[state]?.keys() ?? [])];
      if (leads.every((next) => sure.has(next))) continue;
      sure.delete(state);
      changed = true;
    }
  }
  return {
    ...automaton,
    edges: automaton.edges.map((out, state) => (sure.has(state) ? new Map<number, number>() : out)),
  };
}

function hasAssertion(elements: readonly Element[], kind: Assertion['kind']): boolean {
  return elements.some((element) => {
    if (element.type === 'Assertion') return element.kind === kind;
    if (element.type === 'CharacterClass' || element.type === 'Unknown') return false;
    return element.alternatives.some((each) => hasAssertion(each.elements, kind));
  });
}

/** The assertions at any depth; `once` where one is looked at a single time per text. */
function assertionsIn(
  elements: readonly Element[],
  anchored: boolean,
): readonly { readonly assertion: Assertion; readonly once: boolean }[] {
  let atStart = anchored;
  return elements.flatMap((element) => {
    if (element.type === 'Assertion') return [{ assertion: element, once: atStart }];
    atStart = false;
    if (element.type === 'CharacterClass' || element.type === 'Unknown') return [];
    return element.alternatives.flatMap((each) => assertionsIn(each.elements, false));
  });
}

/** True where no match is longer than a fixed number of characters. */
function isBounded(alternatives: readonly Concatenation[]): boolean {
  return alternatives.every(({ elements }) =>
    elements.every((element) => {
      if (element.type === 'Quantifier' && element.max > 64) return false;
      return (
        element.type === 'CharacterClass' ||
        element.type === 'Unknown' ||
        isBounded(element.alternatives)
      );
    }),
  );
}
