import {
  type CharRange,
  CharSet,
  type Concatenation,
  DFA,
  type Element,
  type Expression,
  JS,
  NFA,
  type NoParent,
  Transformers,
  transform,
} from 'refa';

/** A deterministic automaton over code points; a missing edge leads to where nothing is accepted. */
export interface PatternAutomaton {
  readonly edges: readonly (readonly Edge[])[];
  readonly accepting: readonly boolean[];
}

interface Edge {
  readonly min: number;
  readonly max: number;
  readonly to: number;
}

export const lastCharacter = 0x10ffff;
const mostStates = 2_000;
const longestPattern = 5_000;

const known = new Map<string, PatternAutomaton | undefined>();
const mostKnown = 2_000;

/**
 * The automaton of the texts in which a pattern of ECMA-262 (flag `u`) is found anywhere. Undefined
 * where the pattern is not regular (looks around, refers back) or its automaton grows too large.
 */
export function patternAutomaton(pattern: string): PatternAutomaton | undefined {
  if (known.has(pattern)) return known.get(pattern);
  if (known.size >= mostKnown) known.clear();
  const automaton = build(pattern);
  known.set(pattern, automaton);
  return automaton;
}

export function automatonFinds(automaton: PatternAutomaton, text: string): boolean {
  let state = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const edge = automaton.edges[state]?.find(({ min, max }) => point >= min && point <= max);
    if (edge === undefined) return false;
    state = edge.to;
  }
  return automaton.accepting[state] === true;
}

function build(pattern: string): PatternAutomaton | undefined {
  if (pattern.length > longestPattern) return undefined;
  try {
    const { expression, maxCharacter } = JS.Parser.fromLiteral({
      source: pattern,
      flags: 'u',
    }).parse({ assertions: 'parse', backreferences: 'throw', maxBackreferenceWords: 0 });
    const searched = withoutAssertions(searchedAnywhere(expression));
    if (searched === undefined) return undefined;
    const nfa = NFA.fromRegex(
      searched,
      { maxCharacter },
      {},
      new NFA.LimitedNodeFactory(mostStates),
    );
    const dfa = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(mostStates));
    dfa.minimize();
    return numbered(dfa);
  } catch {
    return undefined;
  }
}

function numbered(dfa: DFA): PatternAutomaton {
  const numbers = new Map<DFA.ReadonlyNode, number>([[dfa.initial, 0]]);
  const edges: Edge[][] = [];
  const accepting: boolean[] = [];
  // A map's iteration reaches what is added on the way.
  for (const [node] of numbers) {
    const out: Edge[] = [];
    for (const [{ min, max }, to] of node.out as Iterable<[CharRange, DFA.ReadonlyNode]>) {
      const number = numbers.get(to) ?? numbers.size;
      numbers.set(to, number);
      const last = out.at(-1);
      if (last !== undefined && last.to === number && last.max + 1 === min) {
        out[out.length - 1] = { min: last.min, max, to: number };
      } else out.push({ min, max, to: number });
    }
    edges.push(out);
    accepting.push(dfa.finals.has(node as DFA.Node));
  }
  return { edges, accepting };
}

/** `^` and `$` at the ends of an alternative hold the match; elsewhere anything may stand around it. */
function searchedAnywhere(expression: Expression): NoParent<Expression> {
  const alternatives = expression.alternatives.map((alternative): NoParent<Concatenation> => {
    const elements = [...alternative.elements];
    const [head] = elements;
    const tail = elements.at(-1);
    const held = head !== undefined && isEdge(head, 'behind');
    const ended = tail !== undefined && isEdge(tail, 'ahead');
    const middle = elements.slice(held ? 1 : 0, ended ? elements.length - 1 : elements.length);
    return {
      type: 'Concatenation',
      elements: [...(held ? [] : [anything()]), ...middle, ...(ended ? [] : [anything()])],
    };
  });
  return { type: 'Expression', alternatives };
}

function anything(): NoParent<Element> {
  return {
    type: 'Quantifier',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    lazy: false,
    alternatives: [
      {
        type: 'Concatenation',
        elements: [{ type: 'CharacterClass', characters: CharSet.all(lastCharacter) }],
      },
    ],
  };
}

function isEdge(element: Element, kind: 'ahead' | 'behind'): boolean {
  if (element.type !== 'Assertion' || element.kind !== kind || !element.negate) return false;
  const [only, ...more] = element.alternatives;
  const [any, ...rest] = only?.elements ?? [];
  return (
    more.length === 0 && rest.length === 0 && any?.type === 'CharacterClass' && any.characters.isAll
  );
}

/** Works assertions inside the pattern into what stands beside them, where that is possible. */
function withoutAssertions(expression: NoParent<Expression>): NoParent<Expression> | undefined {
  if (!hasAssertion(expression.alternatives)) return expression;
  const applied = transform(
    Transformers.applyAssertions(),
    transform(Transformers.inline(), expression),
  );
  const left = transform(Transformers.removeUnnecessaryAssertions(), applied);
  return hasAssertion(left.alternatives) ? undefined : left;
}

function hasAssertion(alternatives: readonly NoParent<Concatenation>[]): boolean {
  return alternatives.some(({ elements }) =>
    elements.some((element) => {
      if (element.type === 'Assertion') return true;
      if (element.type === 'CharacterClass' || element.type === 'Unknown') return false;
      return hasAssertion(element.alternatives);
    }),
  );
}
