import type { Json } from '../../source/json.ts';
import { escapeToken } from '../../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../../source/json-schema/json-object.ts';
import type { SchemaRegistry, SchemaSite } from '../../source/json-schema/schema-registry.ts';
import { splitFragment } from '../../source/json-schema/uri-reference.ts';
import { evaluatedMembers } from './evaluated-members.ts';
import { formatLanguage } from './format-language.ts';
import { type SchemaInterpreter, UnknownReference } from './interpret-schema.ts';
import type { JsonType } from './json-value.ts';
import type { NodePool, SchemaNode } from './schema-node.ts';

/** Turns the schemas of one registry into nodes. */
export class SchemaCompiler {
  private readonly pool: NodePool;
  private readonly registry: SchemaRegistry;
  private readonly interpreter: SchemaInterpreter;
  private readonly done = new Map<Json, SchemaNode>();
  private readonly open = new Map<Json, SchemaNode | undefined>();
  /** Tells the opaque schemas of the two sides apart. */
  private readonly side: string;
  private readonly formats: 'assert' | 'annotate';

  constructor(
    pool: NodePool,
    registry: SchemaRegistry,
    interpreter: SchemaInterpreter,
    { side, formats }: { readonly side: string; readonly formats: 'assert' | 'annotate' },
  ) {
    this.pool = pool;
    this.registry = registry;
    this.interpreter = interpreter;
    this.side = side;
    this.formats = formats;
  }

  compile(site: SchemaSite): SchemaNode {
    const { schema } = site;
    if (!isJsonObject(schema)) {
      return schema === false ? this.pool.nothing : this.pool.anything;
    }
    const known = this.done.get(schema);
    if (known !== undefined) return known;
    if (this.open.has(schema)) {
      const reference =
        this.open.get(schema) ?? this.pool.ref(() => this.done.get(schema) ?? this.pool.anything);
      this.open.set(schema, reference);
      return reference;
    }
    this.open.set(schema, undefined);
    const node = this.pool.all([...this.keywords(site, schema)]);
    this.open.delete(schema);
    this.done.set(schema, node);
    return node;
  }

  /** The whole schema as one atom that only the interpreter decides. */
  opaque(site: SchemaSite, keyword: string, reason: string): SchemaNode {
    const pointer = `${site.pointer}${keyword === '' ? '' : `/${keyword}`}`;
    const text = JSON.stringify(site.schema);
    // Without references the text alone is the meaning, on whichever side it stands.
    const key = /"\$(ref|dynamicRef)"/.test(text) ? `${this.side} ${pointer}` : text;
    return this.pool.opaque(key, pointer, reason, (value) => this.interpreter.accepts(site, value));
  }

  private child(site: SchemaSite, pointer: string, schema: Json): SchemaNode {
    return this.compile(this.registry.child(site, pointer, schema));
  }

  private *keywords(site: SchemaSite, schema: JsonObject): Generator<SchemaNode> {
    const { pool } = this;
    const get = (keyword: string) => member(schema, keyword);
    const subschema = (keyword: string): SchemaNode | undefined => {
      const value = get(keyword);
      return value === undefined ? undefined : this.child(site, `/${keyword}`, value);
    };
    const list = (keyword: string): readonly SchemaNode[] | undefined => {
      const value = get(keyword);
      return isJsonArray(value)
        ? value.map((each, index) => this.child(site, `/${keyword}/${index}`, each))
        : undefined;
    };
    const map = (keyword: string): ReadonlyMap<string, SchemaNode> => {
      const value = get(keyword);
      if (!isJsonObject(value)) return new Map();
      return new Map(
        Object.entries(value).map(([name, each]) => [
          name,
          this.child(site, `/${keyword}/${escapeToken(name)}`, each),
        ]),
      );
    };
    const type = get('type');
    if (type !== undefined) yield this.types(isJsonArray(type) ? type : [type]);
    const constant = get('const');
    if (constant !== undefined) yield pool.values([constant]);
    const listed = get('enum');
    if (isJsonArray(listed)) yield pool.values(listed);
    yield* this.references(site, schema);
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
    if (get('unevaluatedProperties') !== undefined) yield this.unevaluatedMembers(site, schema);
    if (get('unevaluatedItems') !== undefined) {
      subschema('unevaluatedItems');
      yield this.opaque(site, 'unevaluatedItems', "what 'unevaluatedItems' leaves is not derived");
    }
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

  private *references(site: SchemaSite, schema: JsonObject): Generator<SchemaNode> {
    for (const keyword of ['$ref', '$dynamicRef'] as const) {
      const reference = member(schema, keyword);
      if (typeof reference !== 'string') continue;
      const target = this.registry.resolve(reference, site);
      if (target === undefined) throw new UnknownReference(`${site.pointer}/${keyword}`);
      const anchor = splitFragment(reference).fragment ?? '';
      if (keyword === '$dynamicRef' && target.resource.dynamicAnchors.get(anchor) === target) {
        throw new DynamicReference(`${site.pointer}/${keyword}`);
      }
      yield this.compile(target);
    }
  }

  private *scalars(schema: JsonObject): Generator<SchemaNode> {
    const { pool } = this;
    for (const [keyword, value] of Object.entries(schema)) {
      const counter = COUNTERS.get(keyword);
      const bound = BOUNDS.get(keyword);
      if (typeof value === 'number') {
        if (counter !== undefined) yield pool.counted(counter, value);
        if (bound !== undefined) yield pool.bound(bound.kind, value, bound.exclusive);
        if (keyword === 'multipleOf') yield pool.multiple(value);
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

  private unevaluatedMembers(site: SchemaSite, schema: JsonObject): SchemaNode {
    const { pool } = this;
    const left = this.child(
      site,
      '/unevaluatedProperties',
      member(schema, 'unevaluatedProperties') ?? true,
    );
    if (left.kind === 'true') return left;
    const found = evaluatedMembers(this.registry, pool, site, (child) => this.compile(child));
    if (found === undefined) {
      return this.opaque(
        site,
        'unevaluatedProperties',
        "what 'unevaluatedProperties' leaves depends on too many branches",
      );
    }
    return found(left);
  }
}

/** Thrown for a reference whose target depends on the way that leads to it. */
export class DynamicReference extends Error {
  readonly pointer: string;

  constructor(pointer: string) {
    super('the target depends on the way that leads here');
    this.pointer = pointer;
  }
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
