import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { type DynamicScope, enteredScope, referenceTarget } from './dynamic-scope.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

/** What reading a schema needs. */
export interface EvaluationSource {
  readonly registry: SchemaRegistry;
  readonly pool: NodePool;
  readonly compile: (site: SchemaSite, outer: DynamicScope) => SchemaNode;
  /** In which the schema stands that asks what is left. */
  readonly scope: DynamicScope;
}

/** What a schema evaluates where a condition holds. */
interface Branch<Part> {
  readonly condition: SchemaNode;
  readonly part: Part;
}

const mostBranches = 5;

/** Names that are evaluated; `all` where none is left. */
interface Names {
  readonly all: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

/**
 * What `unevaluatedProperties` asks of the members that nobody evaluates: one case per set of
 * branches that hold. Undefined with more than five branches that evaluate members, or where a
 * schema contains itself in place.
 */
export function remainingMembers(
  source: EvaluationSource,
  site: SchemaSite,
  left: SchemaNode,
): SchemaNode | undefined {
  const { pool } = source;
  const note = ({ schema, inner }: Visited): Names | undefined => {
    const keys = (keyword: string) => {
      const map = member(schema, keyword);
      return isJsonObject(map) ? Object.keys(map) : [];
    };
    const [names, patterns] = [keys('properties'), keys('patternProperties')];
    const all =
      member(schema, 'additionalProperties') !== undefined ||
      (inner && member(schema, 'unevaluatedProperties') !== undefined);
    return all || names.length > 0 || patterns.length > 0 ? { all, names, patterns } : undefined;
  };
  return cases(source, branchesOf(source, site, note), (parts) => {
    if (parts.some(({ all }) => all)) return pool.anything;
    const free = (names: readonly string[]) =>
      new Map(names.map((name) => [name, pool.anything] as const));
    return pool.members(
      free(parts.flatMap(({ names }) => names)),
      free(parts.flatMap(({ patterns }) => patterns)),
      left,
    );
  });
}

/** Items that are evaluated: all, the first ones, and those that `contains` matches. */
interface Items {
  readonly all: boolean;
  readonly first: number;
  readonly matching: readonly SchemaNode[];
}

/** The same for `unevaluatedItems` and the items of an array. */
export function remainingItems(
  source: EvaluationSource,
  site: SchemaSite,
  left: SchemaNode,
): SchemaNode | undefined {
  const { pool, registry, compile } = source;
  const note = ({ schema, site: own, scope, inner }: Visited): Items | undefined => {
    const prefix = member(schema, 'prefixItems');
    const contains = member(schema, 'contains');
    const all =
      member(schema, 'items') !== undefined ||
      (inner && member(schema, 'unevaluatedItems') !== undefined);
    if (!all && prefix === undefined && contains === undefined) return undefined;
    return {
      all,
      first: isJsonArray(prefix) ? prefix.length : 0,
      matching:
        contains === undefined ? [] : [compile(registry.child(own, '/contains', contains), scope)],
    };
  };
  return cases(source, branchesOf(source, site, note), (parts) => {
    if (parts.some(({ all }) => all)) return pool.anything;
    const first = Math.max(0, ...parts.map((part) => part.first));
    const rest = pool.any([left, ...parts.flatMap(({ matching }) => matching)]);
    return pool.items(
      Array.from({ length: first }, () => pool.anything),
      rest,
    );
  });
}

/** One case per set of branches that hold. */
function cases<Part>(
  { pool }: EvaluationSource,
  branches: readonly Branch<Part>[] | undefined,
  remaining: (parts: readonly Part[]) => SchemaNode,
): SchemaNode | undefined {
  const always = branches?.filter(({ condition }) => condition.kind === 'true') ?? [];
  const sometimes = branches?.filter(({ condition }) => condition.kind !== 'true') ?? [];
  if (branches === undefined || sometimes.length > mostBranches) return undefined;
  const nodes: SchemaNode[] = [];
  for (let chosen = 0; chosen < 1 << sometimes.length; chosen += 1) {
    const holding = sometimes.filter((_, index) => (chosen >> index) & 1);
    const failing = sometimes.filter((_, index) => !((chosen >> index) & 1));
    nodes.push(
      pool.all([
        ...holding.map(({ condition }) => condition),
        ...failing.map(({ condition }) => pool.not(condition)),
        remaining([...always, ...holding].map(({ part }) => part)),
      ]),
    );
  }
  return pool.any(nodes);
}

interface Visited {
  readonly site: SchemaSite;
  readonly schema: JsonObject;
  readonly scope: DynamicScope;
  /** Not the schema itself that asks what is left. */
  readonly inner: boolean;
}

/** Undefined where reading in place has no end. */
function branchesOf<Part>(
  source: EvaluationSource,
  site: SchemaSite,
  note: (visited: Visited) => Part | undefined,
): readonly Branch<Part>[] | undefined {
  const { registry, pool } = source;
  const branches: Branch<Part>[] = [];
  const visit = (
    at: SchemaSite,
    condition: SchemaNode,
    way: ReadonlySet<Json>,
    outer: DynamicScope,
  ): boolean => {
    const { schema } = at;
    if (!isJsonObject(schema)) return true;
    if (way.has(schema) || branches.length > 50) return false;
    const inner = new Set([...way, schema]);
    const scope = enteredScope(at, outer);
    const part = note({ site: at, schema, scope, inner: way.size > 0 });
    if (part !== undefined) branches.push({ condition, part });
    for (const keyword of ['$ref', '$dynamicRef'] as const) {
      const reference = member(schema, keyword);
      if (typeof reference !== 'string') continue;
      const target = referenceTarget(registry, { keyword, reference, site: at, scope });
      if (target === undefined || !visit(target, condition, inner, scope)) return false;
    }
    return [...inPlace({ ...source, scope }, at, schema)].every(([child, holds]) =>
      visit(child, pool.all([condition, holds]), inner, scope),
    );
  };
  return visit(site, pool.anything, new Set(), source.scope) ? branches : undefined;
}

/** Subschemas that look at the same value, with what must hold for them to evaluate something. */
function* inPlace(
  { registry, pool, compile, scope }: EvaluationSource,
  site: SchemaSite,
  schema: JsonObject,
): Generator<readonly [SchemaSite, SchemaNode]> {
  const child = (pointer: string, value: Json) => registry.child(site, pointer, value);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const list = member(schema, keyword);
    if (!isJsonArray(list)) continue;
    for (const [index, value] of list.entries()) {
      const branch = child(`/${keyword}/${index}`, value);
      yield [branch, keyword === 'allOf' ? pool.anything : compile(branch, scope)];
    }
  }
  const dependent = member(schema, 'dependentSchemas');
  if (isJsonObject(dependent)) {
    // Of itself `has` holds for all that is no object, and would evaluate the items of arrays.
    const isObject = pool.types(['object']);
    for (const [name, value] of Object.entries(dependent)) {
      const holds = pool.all([isObject, pool.has(name)]);
      yield [child(`/dependentSchemas/${escapeToken(name)}`, value), holds];
    }
  }
  const condition = member(schema, 'if');
  if (condition === undefined) return;
  const conditionSite = child('/if', condition);
  const holds = compile(conditionSite, scope);
  yield [conditionSite, holds];
  const yes = member(schema, 'then');
  const no = member(schema, 'else');
  if (yes !== undefined) yield [child('/then', yes), holds];
  if (no !== undefined) yield [child('/else', no), pool.not(holds)];
}
