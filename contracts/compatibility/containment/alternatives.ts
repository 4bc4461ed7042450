import type { Json } from '../../source/json.ts';
import { isJsonArray, isJsonObject } from '../../source/json-schema/json-object.ts';
import type { Alternative, Choice, Fact, NameClass } from './facts.ts';
import { type JsonType, typeOf } from './json-value.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';
import { type Literal, no, yes } from './witness.ts';

/** What a literal comes to for values of one type: facts that hold together, and choices among some. */
export interface Reading {
  readonly facts: readonly Fact[];
  readonly choices: readonly Choice[];
}

const nothingMore: Reading = { facts: [], choices: [] };

export function literalFact(literal: Literal): Fact {
  return { fact: 'literal', literal };
}

/** Undefined for atoms of numbers and texts and for schemas that only the interpreter understands. */
export function readLiteral(
  { node, holds }: Literal,
  type: JsonType,
  pool: NodePool,
): Reading | undefined {
  const both = (nodes: readonly SchemaNode[]): Reading => ({
    facts: nodes.map((child) => literalFact({ node: child, holds })),
    choices: [],
  });
  const either = (nodes: readonly SchemaNode[]): Reading => ({
    facts: [],
    choices: [oneOfThese(nodes.map((child) => [literalFact({ node: child, holds })]))],
  });
  switch (node.kind) {
    case 'all':
      return holds ? both(node.nodes) : either(node.nodes);
    case 'any':
      return holds ? either(node.nodes) : both(node.nodes);
    case 'not':
      return { facts: [literalFact({ node: node.node, holds: !holds })], choices: [] };
    case 'ref':
      return { facts: [literalFact({ node: node.target(), holds })], choices: [] };
    case 'choose': {
      const then = (child: SchemaNode, condition: boolean): Alternative => [
        literalFact({ node: node.condition, holds: condition }),
        literalFact({ node: child, holds }),
      ];
      return {
        facts: [],
        choices: [oneOfThese([then(node.yes, true), then(node.no, false)])],
      };
    }
    case 'one':
      return { facts: [], choices: [{ choice: 'one', nodes: node.nodes, holds }] };
    case 'enum':
      return holds ? undefined : differsFrom(node.values, type, pool);
    case 'types':
    case 'true':
    case 'false':
      return nothingMore;
    default:
      return type === 'object'
        ? readMembers({ node, holds }, pool)
        : type === 'array'
          ? readItems({ node, holds })
          : undefined;
  }
}

function oneOfThese(alternatives: readonly Alternative[]): Choice {
  return { choice: 'either', alternatives };
}

/** Alternatives by which one of the schemas accepts a value, and neither another nor one of `never`. */
export function exactlyOne(
  nodes: readonly SchemaNode[],
  never: readonly SchemaNode[],
): readonly Alternative[] {
  // By place: equal branches are one node, and a value of theirs is a value of two branches.
  return nodes.map((chosen, place) => [
    literalFact(yes(chosen)),
    { fact: 'none-of', nodes: [...nodes.filter((_, other) => other !== place), ...never] },
  ]);
}

/** Alternatives by which none or at least two of the schemas accept a value, and none of `never`. */
export function notOne(
  nodes: readonly SchemaNode[],
  never: readonly SchemaNode[],
): readonly Alternative[] {
  const alternatives: Alternative[] = [[{ fact: 'none-of', nodes: [...nodes, ...never] }]];
  nodes.forEach((first, place) => {
    for (const second of nodes.slice(place + 1)) {
      alternatives.push([literalFact(yes(first)), literalFact(yes(second))]);
    }
  });
  return alternatives;
}

function readMembers({ node, holds }: Literal, pool: NodePool): Reading | undefined {
  switch (node.kind) {
    case 'has':
      return {
        facts: [
          holds
            ? some(named(node.name, pool), yes(pool.anything))
            : every(named(node.name, pool), yes(pool.nothing)),
        ],
        choices: [],
      };
    case 'min-members':
    case 'max-members':
      return { facts: [{ fact: 'members', ...limits(node, holds) }], choices: [] };
    case 'member-names': {
      const refused: NameClass = { node: pool.not(node.node) };
      const fact = holds ? every(refused, yes(pool.nothing)) : some(refused, yes(pool.anything));
      return { facts: [fact], choices: [] };
    }
    case 'members': {
      const names = [...node.names.keys()];
      const rest: NameClass = {
        node: pool.all([
          pool.not(pool.values(names)),
          ...[...node.patterns.keys()].map((pattern) => pool.not(pool.pattern(pattern))),
        ]),
        without: names,
      };
      const parts: [NameClass, SchemaNode][] = [
        ...[...node.names].map(([name, child]): [NameClass, SchemaNode] => [
          named(name, pool),
          child,
        ]),
        ...[...node.patterns].map(([pattern, child]): [NameClass, SchemaNode] => [
          { node: pool.pattern(pattern) },
          child,
        ]),
        [rest, node.rest],
      ];
      const binding = parts.filter(([, child]) => child.kind !== 'true');
      return holds
        ? { facts: binding.map(([among, child]) => every(among, yes(child))), choices: [] }
        : {
            facts: [],
            choices: [oneOfThese(binding.map(([among, child]) => [some(among, no(child))]))],
          };
    }
    default:
      return undefined;
  }
}

function named(name: string, pool: NodePool): NameClass {
  return { node: pool.values([name]), name };
}

function every(among: NameClass, is: Literal): Fact {
  return { fact: 'every-member', among, is };
}

function some(among: NameClass, is: Literal): Fact {
  return { fact: 'some-member', among, is };
}

function limits(
  node: { readonly kind: string; readonly count: number },
  holds: boolean,
): { readonly least?: number; readonly most?: number } {
  if (node.kind.startsWith('min')) return holds ? { least: node.count } : { most: node.count - 1 };
  return holds ? { most: node.count } : { least: node.count + 1 };
}

function readItems({ node, holds }: Literal): Reading | undefined {
  switch (node.kind) {
    case 'min-items':
    case 'max-items':
      return { facts: [{ fact: 'items', ...limits(node, holds) }], choices: [] };
    case 'unique':
      return { facts: [{ fact: 'repeats', holds: !holds }], choices: [] };
    case 'items': {
      if (holds) {
        const fact: Fact = {
          fact: 'every-item',
          prefix: node.prefix.map(yes),
          rest: yes(node.rest),
        };
        return { facts: [fact], choices: [] };
      }
      const alternatives: Alternative[] = [];
      node.prefix.forEach((child, from) => {
        if (child.kind === 'true') return;
        alternatives.push([{ fact: 'some-item', from, orLater: false, is: no(child) }]);
      });
      if (node.rest.kind !== 'true') {
        const from = node.prefix.length;
        alternatives.push([{ fact: 'some-item', from, orLater: true, is: no(node.rest) }]);
      }
      return { facts: [], choices: [oneOfThese(alternatives)] };
    }
    case 'contains':
      return readContains(node, holds);
    default:
      return undefined;
  }
}

function readContains(
  node: Extract<SchemaNode, { readonly kind: 'contains' }>,
  holds: boolean,
): Reading {
  const atLeast = (least: number): Fact => ({ fact: 'matching-items', is: yes(node.node), least });
  const atMost = (most: number): Fact =>
    most === 0
      ? { fact: 'every-item', prefix: [], rest: no(node.node) }
      : { fact: 'matching-items', is: yes(node.node), most };
  const bounded = node.most !== Number.POSITIVE_INFINITY;
  if (holds) {
    return {
      facts: [
        ...(node.least > 0 ? [atLeast(node.least)] : []),
        ...(bounded ? [atMost(node.most)] : []),
      ],
      choices: [],
    };
  }
  return {
    facts: [],
    choices: [
      oneOfThese([
        ...(node.least > 0 ? [[atMost(node.least - 1)]] : []),
        ...(bounded ? [[atLeast(node.most + 1)]] : []),
      ]),
    ],
  };
}

/** Arrays and objects that differ from listed ones do so in a place that can be named. */
function differsFrom(values: readonly Json[], type: JsonType, pool: NodePool): Reading | undefined {
  if (type !== 'array' && type !== 'object') return undefined;
  const choices = values
    .filter((value) => typeOf(value) === type)
    .map((value) =>
      oneOfThese(isJsonArray(value) ? otherItems(value, pool) : otherMembers(value, pool)),
    );
  return { facts: [], choices };
}

function otherItems(value: readonly Json[], pool: NodePool): readonly Alternative[] {
  const longer: Alternative = [{ fact: 'items', least: value.length + 1 }];
  const shorter: Alternative = [{ fact: 'items', most: value.length - 1 }];
  const other = value.map(
    (item, from): Alternative => [
      { fact: 'some-item', from, orLater: false, is: no(pool.values([item])) },
    ],
  );
  return value.length === 0 ? [longer] : [shorter, longer, ...other];
}

function otherMembers(value: Json, pool: NodePool): readonly Alternative[] {
  if (!isJsonObject(value)) return [];
  const names = Object.keys(value);
  const others: NameClass = { node: pool.not(pool.values(names)), without: names };
  return [
    [some(others, yes(pool.anything))],
    ...Object.entries(value).flatMap(([name, part]): Alternative[] => {
      const among = named(name, pool);
      return [[every(among, yes(pool.nothing))], [some(among, no(pool.values([part])))]];
    }),
  ];
}
