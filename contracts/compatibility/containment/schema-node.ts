import type { Json } from '../../source/json.ts';
import type { Budget } from './budget.ts';
import { type JsonType, valueKey } from './json-value.ts';
import { type Rational, rationalOf } from './rational.ts';

/**
 * A schema as logic. Atoms about one type accept every value of the other types, as the keywords of
 * JSON Schema do.
 */
export type NodeShape =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'all' | 'any' | 'one'; readonly nodes: readonly SchemaNode[] }
  | { readonly kind: 'not'; readonly node: SchemaNode }
  | {
      readonly kind: 'choose';
      readonly condition: SchemaNode;
      readonly yes: SchemaNode;
      readonly no: SchemaNode;
    }
  /** A schema that contains itself; `target` is known once it has been read. */
  | { readonly kind: 'ref'; readonly target: () => SchemaNode; readonly site: number }
  | { readonly kind: 'types'; readonly types: ReadonlySet<JsonType> }
  | { readonly kind: 'enum'; readonly values: readonly Json[]; readonly keys: ReadonlySet<string> }
  | {
      readonly kind: 'least' | 'most';
      readonly bound: Rational;
      readonly exclusive: boolean;
      /** The bound, where a double holds it. */
      readonly double: number | undefined;
    }
  | { readonly kind: 'multiple'; readonly of: Rational }
  | {
      readonly kind:
        | 'min-length'
        | 'max-length'
        | 'min-items'
        | 'max-items'
        | 'min-members'
        | 'max-members';
      readonly count: number;
    }
  | { readonly kind: 'pattern'; readonly source: string }
  /** A test of texts that no automaton stands for. */
  | {
      readonly kind: 'text-test';
      readonly name: string;
      readonly passes: (text: string) => boolean;
    }
  | { readonly kind: 'items'; readonly prefix: readonly SchemaNode[]; readonly rest: SchemaNode }
  | {
      readonly kind: 'contains';
      readonly node: SchemaNode;
      readonly least: number;
      readonly most: number;
    }
  | { readonly kind: 'unique' }
  | {
      readonly kind: 'members';
      readonly names: ReadonlyMap<string, SchemaNode>;
      readonly patterns: ReadonlyMap<string, SchemaNode>;
      readonly rest: SchemaNode;
    }
  | { readonly kind: 'member-names'; readonly node: SchemaNode }
  | { readonly kind: 'has'; readonly name: string }
  /** A schema that only the interpreter understands. */
  | {
      readonly kind: 'opaque';
      readonly accepts: (value: Json) => boolean;
      readonly pointer: string;
      readonly reason: string;
      readonly site: number;
    };

export type SchemaNode = NodeShape & { readonly id: number };

type Count = Extract<NodeShape, { readonly count: number }>['kind'];

/** Makes nodes; what means the same by its shape is the same node. */
export class NodePool {
  private readonly nodes = new Map<string, SchemaNode>();
  private count = 0;
  private readonly budget: Budget;
  readonly anything: SchemaNode;
  readonly nothing: SchemaNode;

  constructor(budget: Budget) {
    this.budget = budget;
    this.anything = this.node('true', { kind: 'true' });
    this.nothing = this.node('false', { kind: 'false' });
  }

  private node(key: string, shape: NodeShape): SchemaNode {
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    this.budget.spend(1 / 4 + key.length / 256);
    const node = { ...shape, id: this.count } as SchemaNode;
    this.count += 1;
    this.nodes.set(key, node);
    return node;
  }

  all(nodes: readonly SchemaNode[]): SchemaNode {
    const flat = new Map<number, SchemaNode>();
    for (const node of nodes) {
      if (node.kind === 'true') continue;
      if (node.kind === 'false') return node;
      for (const each of node.kind === 'all' ? node.nodes : [node]) flat.set(each.id, each);
    }
    return this.combined('all', [...flat.values()], this.anything);
  }

  any(nodes: readonly SchemaNode[]): SchemaNode {
    const flat = new Map<number, SchemaNode>();
    for (const node of nodes) {
      if (node.kind === 'false') continue;
      if (node.kind === 'true') return node;
      for (const each of node.kind === 'any' ? node.nodes : [node]) flat.set(each.id, each);
    }
    return this.combined('any', [...flat.values()], this.nothing);
  }

  one(nodes: readonly SchemaNode[]): SchemaNode {
    const [only, ...more] = nodes;
    if (only !== undefined && more.length === 0) return only;
    return this.ordered('one', nodes);
  }

  private combined(
    kind: 'all' | 'any',
    nodes: readonly SchemaNode[],
    none: SchemaNode,
  ): SchemaNode {
    const [only, ...more] = nodes;
    if (only === undefined) return none;
    if (more.length === 0) return only;
    return this.ordered(kind, nodes);
  }

  private ordered(kind: 'all' | 'any' | 'one', nodes: readonly SchemaNode[]): SchemaNode {
    const sorted = [...nodes].sort((a, b) => a.id - b.id);
    return this.node(`${kind}(${ids(sorted)})`, { kind, nodes: sorted });
  }

  not(node: SchemaNode): SchemaNode {
    if (node.kind === 'not') return node.node;
    if (node.kind === 'true') return this.nothing;
    if (node.kind === 'false') return this.anything;
    return this.node(`not(${node.id})`, { kind: 'not', node });
  }

  choose(condition: SchemaNode, yes: SchemaNode, no: SchemaNode): SchemaNode {
    if (yes.id === no.id) return yes;
    return this.node(`choose(${condition.id},${yes.id},${no.id})`, {
      kind: 'choose',
      condition,
      yes,
      no,
    });
  }

  ref(target: () => SchemaNode): SchemaNode {
    return this.node(`ref ${this.count}`, { kind: 'ref', target, site: this.count });
  }

  types(types: Iterable<JsonType>): SchemaNode {
    const set = new Set(types);
    if (set.size === 0) return this.nothing;
    if (set.size === 6) return this.anything;
    return this.node(`types ${[...set].sort().join()}`, { kind: 'types', types: set });
  }

  values(values: readonly Json[]): SchemaNode {
    const byKey = new Map(values.map((value) => [valueKey(value), value]));
    if (byKey.size === 0) return this.nothing;
    const keys = [...byKey.keys()].sort();
    return this.node(`enum ${keys.join()}`, {
      kind: 'enum',
      values: keys.map((key) => byKey.get(key) ?? null),
      keys: new Set(keys),
    });
  }

  bound(kind: 'least' | 'most', value: number | Rational, exclusive: boolean): SchemaNode {
    const double = typeof value === 'number' ? value : undefined;
    const bound = typeof value === 'number' ? rationalOf(value) : value;
    return this.node(`${kind} ${exclusive} ${keyOf(value)}`, { kind, bound, exclusive, double });
  }

  multiple(of: number | Rational): SchemaNode {
    const exact = typeof of === 'number' ? rationalOf(of) : of;
    return this.node(`multiple ${keyOf(of)}`, { kind: 'multiple', of: exact });
  }

  /** The one number. */
  number(exact: Rational): SchemaNode {
    return this.all([
      this.types(['number']),
      this.bound('least', exact, false),
      this.bound('most', exact, false),
    ]);
  }

  counted(kind: Count, count: number): SchemaNode {
    if (count === 0 && kind.startsWith('min')) return this.anything;
    return this.node(`${kind} ${count}`, { kind, count });
  }

  pattern(source: string): SchemaNode {
    return this.node(`pattern ${source}`, { kind: 'pattern', source });
  }

  /** Tests of the same name are the same. */
  textTest(name: string, passes: (text: string) => boolean): SchemaNode {
    return this.node(`text-test ${name}`, { kind: 'text-test', name, passes });
  }

  items(prefix: readonly SchemaNode[], rest: SchemaNode): SchemaNode {
    const kept = [...prefix];
    while (kept.length > 0 && kept.at(-1)?.id === rest.id) kept.pop();
    if (kept.length === 0 && rest.kind === 'true') return rest;
    return this.node(`items(${ids(kept)};${rest.id})`, { kind: 'items', prefix: kept, rest });
  }

  contains(node: SchemaNode, least: number, most: number): SchemaNode {
    if (least === 0 && most === Number.POSITIVE_INFINITY) return this.anything;
    return this.node(`contains(${node.id},${least},${most})`, {
      kind: 'contains',
      node,
      least,
      most,
    });
  }

  unique(): SchemaNode {
    return this.node('unique', { kind: 'unique' });
  }

  members(
    names: ReadonlyMap<string, SchemaNode>,
    patterns: ReadonlyMap<string, SchemaNode>,
    rest: SchemaNode,
  ): SchemaNode {
    // A name that is as free as every other one says nothing, unless a pattern binds it as well.
    const sortedNames = [...names]
      .filter(([, node]) => rest.kind !== 'true' || node.kind !== 'true')
      .sort(byName);
    const sortedPatterns = [...patterns]
      .filter(([, node]) => rest.kind !== 'true' || node.kind !== 'true')
      .sort(byName);
    if (sortedNames.length === 0 && sortedPatterns.length === 0 && rest.kind === 'true')
      return rest;
    return this.node(
      `members(${entriesKey(sortedNames)};${entriesKey(sortedPatterns)};${rest.id})`,
      {
        kind: 'members',
        names: new Map(sortedNames),
        patterns: new Map(sortedPatterns),
        rest,
      },
    );
  }

  memberNames(node: SchemaNode): SchemaNode {
    if (node.kind === 'true') return node;
    return this.node(`member-names(${node.id})`, { kind: 'member-names', node });
  }

  has(name: string): SchemaNode {
    return this.node(`has ${name}`, { kind: 'has', name });
  }

  /** Two schemas that mean the same must give the same key. */
  opaque(
    key: string,
    pointer: string,
    reason: string,
    accepts: (value: Json) => boolean,
  ): SchemaNode {
    return this.node(`opaque ${key}`, {
      kind: 'opaque',
      pointer,
      reason,
      accepts,
      site: this.count,
    });
  }
}

function keyOf(value: number | Rational): string {
  return typeof value === 'number' ? String(value) : `${value.numerator}/${value.denominator}`;
}

function ids(nodes: readonly SchemaNode[]): string {
  return nodes.map(({ id }) => id).join();
}

function entriesKey(entries: readonly (readonly [string, SchemaNode])[]): string {
  return entries.map(([name, { id }]) => `${JSON.stringify(name)}:${id}`).join();
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
