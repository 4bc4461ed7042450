import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import {
  type DynamicScope,
  KnownScopes,
  noScope,
  referenceTarget,
  scopeKey,
} from './dynamic-scope.ts';
import { remainingItems, remainingMembers } from './evaluated-parts.ts';
import { formatLanguage } from './format-language.ts';
import { type SchemaInterpreter, UnknownReference } from './interpret-schema.ts';
import type { JsonType } from './json-value.ts';
import type { Rational } from './rational.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

/** The written value of a number that a double does not carry, by its schema object and place there. */
export type ExactNumbers = (schema: JsonObject, place: string) => Rational | undefined;

interface CompilerManner {
  readonly side: string;
  readonly formats: 'assert' | 'annotate';
  readonly exact: ExactNumbers | undefined;
}

/** Turns the schemas of one registry into nodes. */
export class SchemaCompiler {
  private readonly pool: NodePool;
  private readonly registry: SchemaRegistry;
  private readonly interpreter: SchemaInterpreter;
  /** What was read, and what is being read, by the scope in which it stands. */
  private readonly done = new Map<DynamicScope, Map<Json, SchemaNode>>();
  private readonly open = new Map<DynamicScope, Map<Json, SchemaNode | undefined>>();
  private readonly scopes = new KnownScopes();
  /** Tells the opaque schemas of the two sides apart. */
  private readonly side: string;
  private readonly formats: 'assert' | 'annotate';
  private readonly exact: ExactNumbers | undefined;

  constructor(
    pool: NodePool,
    registry: SchemaRegistry,
    interpreter: SchemaInterpreter,
    { side, formats, exact }: CompilerManner,
  ) {
    this.pool = pool;
    this.registry = registry;
    this.interpreter = interpreter;
    this.side = side;
    this.formats = formats;
    this.exact = exact;
  }

  compile(site: SchemaSite, outer: DynamicScope = noScope): SchemaNode {
    const { schema } = site;
    if (!isJsonObject(schema)) {
      return schema === false ? this.pool.nothing : this.pool.anything;
    }
    const scope = this.scopes.entered(site, outer);
    const done = inScope(this.done, scope);
    const open = inScope(this.open, scope);
    const known = done.get(schema);
    if (known !== undefined) return known;
    if (open.has(schema)) {
      const reference =
        open.get(schema) ?? this.pool.ref(() => done.get(schema) ?? this.pool.anything);
      open.set(schema, reference);
      return reference;
    }
    open.set(schema, undefined);
    const node = this.pool.all([...this.keywords(site, schema, scope)]);
    open.delete(schema);
    done.set(schema, node);
    return node;
  }

  /** The whole schema as one atom that only the interpreter decides. */
  private opaque(
    site: SchemaSite,
    scope: DynamicScope,
    { keyword, reason }: { readonly keyword: string; readonly reason: string },
  ): SchemaNode {
    const pointer = `${site.pointer}/${keyword}`;
    const text = JSON.stringify(site.schema);
    // Without references the text alone is the meaning, on whichever side it stands.
    const key = /"\$(ref|dynamicRef)"/.test(text)
      ? `${this.side} ${pointer} ${scopeKey(scope)}`
      : text;
    return this.pool.opaque(key, pointer, reason, (value) =>
      this.interpreter.accepts(site, value, scope),
    );
  }

  private *keywords(
    site: SchemaSite,
    schema: JsonObject,
    scope: DynamicScope,
  ): Generator<SchemaNode> {
    const { pool } = this;
    const child = (pointer: string, value: Json) =>
      this.compile(this.registry.child(site, pointer, value), scope);
    const get = (keyword: string) => member(schema, keyword);
    const subschema = (keyword: string): SchemaNode | undefined => {
      const value = get(keyword);
      return value === undefined ? undefined : child(`/${keyword}`, value);
    };
    const list = (keyword: string): readonly SchemaNode[] | undefined => {
      const value = get(keyword);
      return isJsonArray(value)
        ? value.map((each, index) => child(`/${keyword}/${index}`, each))
        : undefined;
    };
    const map = (keyword: string): ReadonlyMap<string, SchemaNode> => {
      const value = get(keyword);
      if (!isJsonObject(value)) return new Map();
      return new Map(
        Object.entries(value).map(([name, each]) => [
          name,
          child(`/${keyword}/${escapeToken(name)}`, each),
        ]),
      );
    };
    const type = get('type');
    if (type !== undefined) yield this.types(isJsonArray(type) ? type : [type]);
    const constant = get('const');
    if (constant !== undefined) yield this.listed(schema, [['const', constant]]);
    const listed = get('enum');
    if (isJsonArray(listed)) {
      yield this.listed(
        schema,
        listed.map((value, index) => [`enum/${index}`, value]),
      );
    }
    yield* this.references(site, schema, scope);
    const all = list('allOf');
    if (all !== undefined) yield pool.all(all);
    const any = list('anyOf');
    if (any !== undefined) yield pool.any(any);
    const one = list('oneOf');
    if (one !== undefined) yield pool.one(one);
    const not = subschema('not');
    if (not !== undefined) yield pool.not(not);
    const condition = subschema('if');
    if (condition !== undefined) {
      const anything = pool.anything;
      yield pool.choose(condition, subschema('then') ?? anything, subschema('else') ?? anything);
    }
    yield* this.scalars(schema);
    if (get('prefixItems') !== undefined || get('items') !== undefined) {
      yield pool.items(list('prefixItems') ?? [], subschema('items') ?? pool.anything);
    }
    const contains = subschema('contains');
    if (contains !== undefined) {
      const least = get('minContains');
      const most = get('maxContains');
      yield pool.contains(
        contains,
        typeof least === 'number' ? least : 1,
        typeof most === 'number' ? most : Number.POSITIVE_INFINITY,
      );
    }
    yield pool.members(
      map('properties'),
      map('patternProperties'),
      subschema('additionalProperties') ?? pool.anything,
    );
    const names = subschema('propertyNames');
    if (names !== undefined) yield pool.memberNames(names);
    for (const [name, node] of map('dependentSchemas')) yield this.where(name, node);
    for (const keyword of ['unevaluatedProperties', 'unevaluatedItems'] as const) {
      const left = subschema(keyword);
      if (left === undefined || left.kind === 'true') continue;
      const derive = keyword === 'unevaluatedItems' ? remainingItems : remainingMembers;
      const compile = (part: SchemaSite, outer: DynamicScope) => this.compile(part, outer);
      const source = { registry: this.registry, pool, compile, scope };
      const reason = `what '${keyword}' leaves depends on too many branches`;
      yield derive(source, site, left) ?? this.opaque(site, scope, { keyword, reason });
    }
  }

  private listed(
    schema: JsonObject,
    values: readonly (readonly [place: string, value: Json])[],
  ): SchemaNode {
    const { pool, exact } = this;
    if (exact === undefined) return pool.values(values.map(([, value]) => value));
    const kept: Json[] = [];
    const numbers: SchemaNode[] = [];
    for (const [place, value] of values) {
      const written = typeof value === 'number' ? exact(schema, place) : undefined;
      if (written === undefined) kept.push(value);
      else numbers.push(pool.number(written));
    }
    return pool.any([pool.values(kept), ...numbers]);
  }

  private where(name: string, then: SchemaNode): SchemaNode {
    const { pool } = this;
    return pool.any([pool.not(pool.types(['object'])), pool.not(pool.has(name)), then]);
  }

  private types(names: readonly Json[]): SchemaNode {
    const { pool } = this;
    const types = names.map((name) => (name === 'integer' ? 'number' : name)) as JsonType[];
    const whole = names.includes('integer') && !names.includes('number');
    return pool.all([pool.types(types), ...(whole ? [pool.multiple(1)] : [])]);
  }

  private *references(
    site: SchemaSite,
    schema: JsonObject,
    scope: DynamicScope,
  ): Generator<SchemaNode> {
    for (const keyword of ['$ref', '$dynamicRef'] as const) {
      const reference = member(schema, keyword);
      if (typeof reference !== 'string') continue;
      const target = referenceTarget(this.registry, { keyword, reference, site, scope });
      if (target === undefined) throw new UnknownReference(`${site.pointer}/${keyword}`);
      yield this.compile(target, scope);
    }
  }

  private *scalars(schema: JsonObject): Generator<SchemaNode> {
    const { pool } = this;
    for (const [keyword, value] of Object.entries(schema)) {
      const counter = COUNTERS.get(keyword);
      const bound = BOUNDS.get(keyword);
      if (typeof value === 'number') {
        if (counter !== undefined) yield pool.counted(counter, value);
        const exact = this.exact?.(schema, keyword) ?? value;
        if (bound !== undefined) yield pool.bound(bound.kind, exact, bound.exclusive);
        if (keyword === 'multipleOf') yield pool.multiple(exact);
      } else if (keyword === 'pattern' && typeof value === 'string') {
        yield pool.pattern(value);
      } else if (keyword === 'format' && typeof value === 'string') {
        const language = this.formats === 'assert' ? formatLanguage(value, pool) : undefined;
        if (language !== undefined) yield language;
      } else if (keyword === 'uniqueItems' && value === true) {
        yield pool.unique();
      } else if (keyword === 'required' && isJsonArray(value)) {
        for (const name of value) if (typeof name === 'string') yield pool.has(name);
      } else if (keyword === 'dependentRequired' && isJsonObject(value)) {
        for (const [name, needed] of Object.entries(value)) {
          const names = isJsonArray(needed) ? needed : [];
          const all = names.flatMap((each) => (typeof each === 'string' ? [pool.has(each)] : []));
          yield this.where(name, pool.all(all));
        }
      }
    }
  }
}

function inScope<T>(maps: Map<DynamicScope, Map<Json, T>>, scope: DynamicScope): Map<Json, T> {
  const known = maps.get(scope);
  if (known !== undefined) return known;
  const map = new Map<Json, T>();
  maps.set(scope, map);
  return map;
}

const COUNTERS = new Map([
  ['minLength', 'min-length'],
  ['maxLength', 'max-length'],
  ['minItems', 'min-items'],
  ['maxItems', 'max-items'],
  ['minProperties', 'min-members'],
  ['maxProperties', 'max-members'],
] as const) as ReadonlyMap<
  string,
  'min-length' | 'max-length' | 'min-items' | 'max-items' | 'min-members' | 'max-members'
>;

const BOUNDS: ReadonlyMap<
  string,
  { readonly kind: 'least' | 'most'; readonly exclusive: boolean }
> = new Map([
  ['minimum', { kind: 'least', exclusive: false }],
  ['exclusiveMinimum', { kind: 'least', exclusive: true }],
  ['maximum', { kind: 'most', exclusive: false }],
  ['exclusiveMaximum', { kind: 'most', exclusive: true }],
]);
