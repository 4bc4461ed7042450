import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import { isJsonArray, isJsonObject, member } from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

/** Names that are evaluated; `all` where none is left. */
interface Names {
  readonly all: boolean;
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlySet<string>;
}

/** Names that are evaluated where a condition holds. */
interface Branch {
  readonly condition: SchemaNode;
  readonly names: Names;
}

const mostBranches = 5;

/**
 * What `unevaluatedProperties` of a schema leaves, as a function from its subschema to a node: one
 * case per set of branches that hold. Undefined with more than five branches that evaluate members,
 * or where a schema contains itself in place.
 */
export function evaluatedMembers(
  registry: SchemaRegistry,
  pool: NodePool,
  site: SchemaSite,
  compile: (site: SchemaSite) => SchemaNode,
): ((left: SchemaNode) => SchemaNode) | undefined {
  const branches: Branch[] = [];
  const collect = new Collection(registry, pool, compile, branches);
  if (!collect.visit(site, pool.anything, new Set())) return undefined;
  const always = branches.filter(({ condition }) => condition.kind === 'true');
  const sometimes = branches.filter(({ condition }) => condition.kind !== 'true');
  if (sometimes.length > mostBranches) return undefined;
  return (left) => {
    const cases: SchemaNode[] = [];
    for (let chosen = 0; chosen < 1 << sometimes.length; chosen += 1) {
      const holding = sometimes.filter((_, index) => (chosen >> index) & 1);
      const failing = sometimes.filter((_, index) => !((chosen >> index) & 1));
      cases.push(
        pool.all([
          ...holding.map(({ condition }) => condition),
          ...failing.map(({ condition }) => pool.not(condition)),
          remaining(pool, [...always, ...holding], left),
        ]),
      );
    }
    return pool.any(cases);
  };
}

function remaining(pool: NodePool, branches: readonly Branch[], left: SchemaNode): SchemaNode {
  if (branches.some(({ names }) => names.all)) return pool.anything;
  const free = (names: Iterable<string>) =>
    new Map([...names].map((name) => [name, pool.anything] as const));
  return pool.members(
    free(branches.flatMap(({ names }) => [...names.names])),
    free(branches.flatMap(({ names }) => [...names.patterns])),
    left,
  );
}

class Collection {
  private readonly registry: SchemaRegistry;
  private readonly pool: NodePool;
  private readonly compile: (site: SchemaSite) => SchemaNode;
  private readonly branches: Branch[];

  constructor(
    registry: SchemaRegistry,
    pool: NodePool,
    compile: (site: SchemaSite) => SchemaNode,
    branches: Branch[],
  ) {
    this.registry = registry;
    this.pool = pool;
    this.compile = compile;
    this.branches = branches;
  }

  /** Notes what a schema evaluates where `condition` holds; false where that has no end. */
  visit(site: SchemaSite, condition: SchemaNode, way: ReadonlySet<Json>): boolean {
    const { schema } = site;
    if (!isJsonObject(schema)) return true;
    if (way.has(schema)) return false;
    const inner = new Set([...way, schema]);
    const keys = (keyword: string) => {
      const map = member(schema, keyword);
      return new Set(isJsonObject(map) ? Object.keys(map) : []);
    };
    const names = keys('properties');
    const patterns = keys('patternProperties');
    const all =
      member(schema, 'additionalProperties') !== undefined ||
      (way.size > 0 && member(schema, 'unevaluatedProperties') !== undefined);
    if (all || names.size > 0 || patterns.size > 0) {
      this.branches.push({ condition, names: { all, names, patterns } });
    }
    const reference = member(schema, '$ref');
    if (typeof reference === 'string') {
      const target = this.registry.resolve(reference, site);
      if (target === undefined || !this.visit(target, condition, inner)) return false;
    }
    if (member(schema, '$dynamicRef') !== undefined) return false;
    return [...this.conditional(site, schema)].every(([child, holds]) =>
      this.visit(child, this.pool.all([condition, holds]), inner),
    );
  }

  private *conditional(
    site: SchemaSite,
    schema: { readonly [name: string]: Json },
  ): Generator<readonly [SchemaSite, SchemaNode]> {
    const { pool } = this;
    const child = (pointer: string, value: Json) => this.registry.child(site, pointer, value);
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      const list = member(schema, keyword);
      if (!isJsonArray(list)) continue;
      for (const [index, value] of list.entries()) {
        const branch = child(`/${keyword}/${index}`, value);
        yield [branch, keyword === 'allOf' ? pool.anything : this.compile(branch)];
      }
    }
    const dependent = member(schema, 'dependentSchemas');
    if (isJsonObject(dependent)) {
      for (const [name, value] of Object.entries(dependent)) {
        yield [child(`/dependentSchemas/${escapeToken(name)}`, value), pool.has(name)];
      }
    }
    const condition = member(schema, 'if');
    if (condition === undefined) return;
    const conditionSite = child('/if', condition);
    const holds = this.compile(conditionSite);
    yield [conditionSite, holds];
    const yes = member(schema, 'then');
    const no = member(schema, 'else');
    if (yes !== undefined) yield [child('/then', yes), holds];
    if (no !== undefined) yield [child('/else', no), pool.not(holds)];
  }
}
