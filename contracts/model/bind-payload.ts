import type { Place } from '../finding.ts';
import { shown } from '../source/checked-value.ts';
import type { Json } from '../source/json.ts';
import type { Bundle } from '../source/json-schema/bundle-schema.ts';
import { isJsonObject } from '../source/json-schema/json-object.ts';
import { canonicalDecimal, decimalOfDouble } from '../source/number-text.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { bindingFinding } from './binding-rules.ts';
import { endlessSchema } from './endless-schema.ts';
import type { Field } from './field.ts';
import { fieldNameProblem } from './field-name.ts';
import type { FieldType, JsonType, UnionType } from './field-type.ts';
import { type Facts, factsOf, openedBy, type Site } from './payload-facts.ts';
import { scalarType, sharedScalar } from './payload-scalar.ts';
import { type Findings, optional } from './read-node.ts';

/** A bundled payload schema and the files that it was bundled from. */
export interface PayloadSource {
  readonly path: string;
  readonly document: Json;
  readonly originOf: Bundle['originOf'];
  readonly sources: ReadonlyMap<string, SourceDocument>;
  /** The member that carries a local time, and only that one. */
  readonly localTime?: string;
}

export interface BoundPayload {
  readonly records: 'one' | 'array';
  readonly fields: readonly Field[];
}

const mostFields = 1_200;

/**
 * Turns a payload schema (bundled, 2020-12) into the fields of a record. What has no columns becomes
 * a json field with the reason; constraints that say nothing about structure (`if`, `not`,
 * `dependentRequired`, …) are left to the validator. Undefined, with a finding, where the schema
 * describes no record.
 */
export function bindPayload(source: PayloadSource, findings: Findings): BoundPayload | undefined {
  return new PayloadBinder(source, findings).run();
}

interface Context {
  /** Pointers of the schemas around. */
  readonly open: ReadonlySet<string>;
  /** Arrays around. */
  readonly arrays: number;
  /** Names from the record to here, joined by dots. */
  readonly path: string;
}

interface Described {
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly facts: Facts;
}

class PayloadBinder {
  readonly #source: PayloadSource;
  readonly #findings: Findings;
  #fields = 0;

  constructor(source: PayloadSource, findings: Findings) {
    this.#source = source;
    this.#findings = findings;
  }

  run(): BoundPayload | undefined {
    const endless = endlessSchema(this.#source.document);
    if (endless !== undefined) {
      const message = 'The schema leads back to itself for the same value.';
      this.#find('payload-schema', endless, message, 'Refer to it from a member or an item only.');
      return undefined;
    }
    const root: readonly Site[] = [{ schema: this.#source.document, pointer: '' }];
    const facts = factsOf(this.#source.document, root, new Set());
    const isArray = facts.types?.has('array') === true && facts.types.size === 1;
    const sites = isArray ? facts.items : root;
    const open = openedBy(this.#source.document, root, new Set());
    const context = {
      open: isArray ? openedBy(this.#source.document, sites, open) : open,
      arrays: 0,
      path: '',
    };
    const record = isArray ? factsOf(this.#source.document, sites, open) : facts;
    const fields = this.#rootFields(record, context);
    if (this.#fields > mostFields) {
      this.#find(
        'too-many-fields',
        '',
        `The record has more than ${mostFields} fields.`,
        'Split it into several datasets, or leave parts open as an object without properties.',
      );
      return undefined;
    }
    if (fields.length === 0) {
      this.#find(
        'payload-root',
        isArray ? '/items' : '',
        'The schema describes no record: an object with properties, or an array of such objects.',
        'Describe the members under "properties".',
      );
      return undefined;
    }
    return { records: isArray ? 'array' : 'one', fields };
  }

  /** Members of the record; those of a union at the root become optional columns beside the rest. */
  #rootFields(facts: Facts, context: Context): readonly Field[] {
    if (facts.recursive || facts.never || facts.isTuple) return [];
    if (facts.types?.has('object') === false) return [];
    if (facts.hasOpenNames !== undefined) {
      this.#remark('', facts.hasOpenNames, 'Members that are not declared stay in raw only');
    }
    const branches = this.#branches(facts).filter((branch) => branch.properties.size > 0);
    if (branches.length === 0) return this.#objectFields(facts, context);
    const lists = branches.map((branch) => this.#objectFields(branch, context));
    const names = new Set(lists.flatMap((list) => list.map((field) => field.name)));
    return [...names].flatMap((name) => {
      const found = lists.map((list) => list.find((field) => field.name === name));
      const stated = found.filter((field) => field !== undefined);
      const [first] = stated;
      if (first === undefined) return [];
      const type = sharedType(stated.map((field) => field.type)) ?? {
        kind: 'json',
        reason: 'mixed-type',
      };
      return [
        {
          ...first,
          type,
          required: stated.length === lists.length && stated.every((field) => field.required),
          nullable: stated.some((field) => field.nullable),
        },
      ];
    });
  }

  #objectFields(facts: Facts, context: Context): readonly Field[] {
    const fields: Field[] = [];
    for (const [name, sites] of facts.properties) {
      const field = this.#field(name, sites, facts.required.has(name), context);
      if (field !== undefined) fields.push(field);
    }
    return fields;
  }

  #field(
    name: string,
    sites: readonly Site[],
    required: boolean,
    context: Context,
  ): Field | undefined {
    this.#fields += 1;
    // Beyond the limit nothing is expanded further: references that double on each level would
    // otherwise grow without end.
    if (this.#fields > mostFields) return undefined;
    const pointer = sites[0]?.pointer ?? '';
    const problem = fieldNameProblem(name);
    if (problem !== undefined) {
      this.#find(
        'field-name',
        pointer,
        `The member "${shown(name)}" ${problem}.`,
        'Rename it at the source, or leave it undeclared: it then stays in raw only.',
        true,
      );
      return undefined;
    }
    const path = context.path === '' ? name : `${context.path}.${name}`;
    const described = this.#describe(sites, { ...context, path });
    if (described === undefined) return undefined;
    const { type, nullable, facts } = described;
    if (type.kind === 'json') this.#remark(pointer, type.reason, `"${path}" becomes jsonb`);
    const description = textIn(facts, 'description');
    const title = textIn(facts, 'title');
    return {
      name,
      type,
      required,
      nullable,
      ...optional('description', description),
      ...optional('businessName', title),
      place: this.#place(pointer, true),
    };
  }

  /** Undefined where no value is valid, so that there is nothing to make a column for. */
  #describe(sites: readonly Site[], context: Context): Described | undefined {
    const facts = factsOf(this.#source.document, sites, context.open);
    if (facts.never) return undefined;
    const json = (reason: JsonType['reason'], nullable = true): Described => ({
      type: { kind: 'json', reason },
      nullable,
      facts,
    });
    if (facts.recursive) return json('recursive');
    const inner = { ...context, open: openedBy(this.#source.document, sites, context.open) };
    const nullable = allowsNull(facts);
    if (facts.alternatives.length > 0) {
      const union = this.#alternatives(facts, inner);
      if (union !== undefined)
        return union === 'none' ? json('undiscriminated-union') : { ...union, facts };
    }
    const kinds = kindsOf(facts);
    if (kinds.length === 0) return json('untyped');
    if (kinds.length > 1) return json('mixed-type', nullable);
    switch (kinds[0]) {
      case 'object':
        return this.#object(facts, nullable, inner, json);
      case 'array':
        return this.#array(facts, nullable, inner, json);
      default: {
        const local = context.arrays === 0 && context.path === this.#source.localTime;
        const type = scalarType(facts, (pointer, value) => this.#digits(pointer, value), local);
        return type === undefined ? json('untyped') : { type, nullable, facts };
      }
    }
  }

  #object(
    facts: Facts,
    nullable: boolean,
    context: Context,
    json: (reason: JsonType['reason'], nullable?: boolean) => Described,
  ): Described {
    if (facts.hasOpenNames !== undefined) return json(facts.hasOpenNames, nullable);
    const fields = this.#objectFields(facts, context);
    return fields.length === 0
      ? json('untyped', nullable)
      : { type: { kind: 'object', fields }, nullable, facts };
  }

  #array(
    facts: Facts,
    nullable: boolean,
    context: Context,
    json: (reason: JsonType['reason'], nullable?: boolean) => Described,
  ): Described {
    if (facts.isTuple) return json('tuple', nullable);
    if (context.arrays >= 2) return json('array-depth', nullable);
    if (facts.items.length === 0) return json('untyped', nullable);
    const items = this.#describe(facts.items, { ...context, arrays: context.arrays + 1 });
    if (items === undefined) return json('untyped', nullable);
    if (items.type.kind === 'json') return json(items.type.reason, nullable);
    if (items.type.kind === 'array') return json('array-depth', nullable);
    const isRow = items.type.kind === 'object' || items.type.kind === 'union';
    if (isRow && items.nullable) return json('mixed-type', nullable);
    return { type: { kind: 'array', items: items.type }, nullable, facts };
  }

  /** The facts of each way in which `oneOf` or `anyOf` can hold, together with what always holds. */
  #branches(facts: Facts): readonly Facts[] {
    const groups = facts.alternatives.filter(
      (group) => !group.every((site) => isConstraintOnly(site)),
    );
    const [group] = groups;
    if (group === undefined || groups.length > 1) return [];
    return group.map((site) => this.#joined(facts, site)).filter((branch) => !branch.never);
  }

  #joined(facts: Facts, site: Site): Facts {
    const branch = factsOf(this.#source.document, [site], new Set());
    const properties = new Map<string, readonly Site[]>(facts.properties);
    for (const [name, sites] of branch.properties) {
      properties.set(name, [...(properties.get(name) ?? []), ...sites]);
    }
    const all: Facts['all'] = (keyword) => [...facts.all(keyword), ...branch.all(keyword)];
    return {
      types:
        facts.types === undefined
          ? branch.types
          : branch.types === undefined
            ? facts.types
            : new Set([...facts.types].filter((type) => branch.types?.has(type))),
      values: branch.values ?? facts.values,
      properties,
      required: new Set([...facts.required, ...branch.required]),
      items: [...facts.items, ...branch.items],
      isTuple: facts.isTuple || branch.isTuple,
      hasOpenNames: facts.hasOpenNames ?? branch.hasOpenNames,
      alternatives: branch.alternatives,
      first: (keyword) => all(keyword)[0],
      all,
      recursive: branch.recursive,
      never: branch.never,
    };
  }

  /** Undefined: the alternatives say nothing about structure. `none`: they are no union of ours. */
  #alternatives(
    facts: Facts,
    context: Context,
  ): { type: FieldType; nullable: boolean } | 'none' | undefined {
    const structural = facts.alternatives.filter(
      (group) => !group.every((site) => isConstraintOnly(site)),
    );
    if (structural.length === 0) return undefined;
    if (structural.length > 1) return 'none';
    const branches = this.#branches(facts);
    const open = branches.map((branch, index) => ({ branch, site: structural[0]?.[index] }));
    const values = open.filter(({ branch }) => !isNullOnly(branch));
    const nullable =
      values.length < branches.length || values.some(({ branch }) => allowsNull(branch));
    const described: Described[] = [];
    for (const { branch } of values) {
      if (branch.recursive || branch.alternatives.length > 0) return this.#nested(branch, nullable);
      const kinds = kindsOf(branch);
      if (kinds.length !== 1)
        return {
          type: { kind: 'json', reason: kinds.length === 0 ? 'untyped' : 'mixed-type' },
          nullable,
        };
      const each = this.#ofKind(kinds[0] ?? '', branch, context);
      if (each !== undefined) described.push(each);
    }
    if (described.length === 0) return { type: { kind: 'json', reason: 'untyped' }, nullable };
    const [only] = described;
    if (described.length === 1 && only !== undefined) return { type: only.type, nullable };
    if (described.every((each) => each.type.kind === 'object')) {
      const union = this.#union(
        values.map(({ branch }) => branch),
        described,
      );
      return { type: union ?? { kind: 'json', reason: 'undiscriminated-union' }, nullable };
    }
    const shared = sharedType(described.map((each) => each.type));
    return {
      type: shared ?? {
        kind: 'json',
        reason: described.some((each) => each.type.kind === 'object')
          ? 'undiscriminated-union'
          : 'mixed-type',
      },
      nullable,
    };
  }

  #nested(branch: Facts, nullable: boolean): { type: FieldType; nullable: boolean } {
    const reason = branch.recursive ? 'recursive' : 'undiscriminated-union';
    return { type: { kind: 'json', reason }, nullable };
  }

  #ofKind(kind: string, facts: Facts, context: Context): Described | undefined {
    const json = (reason: JsonType['reason'], nullable = true): Described => ({
      type: { kind: 'json', reason },
      nullable,
      facts,
    });
    const nullable = allowsNull(facts);
    if (kind === 'object') return this.#object(facts, nullable, context, json);
    if (kind === 'array') return this.#array(facts, nullable, context, json);
    const local = context.arrays === 0 && context.path === this.#source.localTime;
    const type = scalarType(facts, (pointer, value) => this.#digits(pointer, value), local);
    return type === undefined ? undefined : { type, nullable, facts };
  }

  /** A union where one required member has a text of its own in every branch. */
  #union(branches: readonly Facts[], described: readonly Described[]): UnionType | undefined {
    for (const name of branches[0]?.properties.keys() ?? []) {
      const values = branches.map((branch) => this.#constant(branch, name));
      const texts = values.filter((value) => value !== undefined);
      if (texts.length !== branches.length || new Set(texts).size !== texts.length) continue;
      const lists = described.map((each) => (each.type.kind === 'object' ? each.type.fields : []));
      if (!sameNamesSameTypes(lists, name)) return undefined;
      return {
        kind: 'union',
        discriminator: name,
        branches: texts.map((value, index) => ({ value, fields: lists[index] ?? [] })),
      };
    }
    return undefined;
  }

  #constant(branch: Facts, name: string): string | undefined {
    const sites = branch.properties.get(name);
    if (sites === undefined || !branch.required.has(name)) return undefined;
    const values = factsOf(this.#source.document, sites, new Set()).values;
    const value = values?.length === 1 ? values[0]?.value : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** The digits of a number of the schema, as they stand in its file. */
  #digits(pointer: string, value: number): string {
    const origin = this.#source.originOf(pointer);
    const written = this.#source.sources.get(origin.path)?.numberTextOf(origin.pointer);
    const same = written !== undefined && Number(written) === value;
    return (same ? canonicalDecimal(written) : undefined) ?? decimalOfDouble(value);
  }

  #place(pointer: string, key: boolean): Place {
    const origin = this.#source.originOf(pointer);
    const document = this.#source.sources.get(origin.path);
    if (document === undefined) return { file: origin.path, line: 1, column: 1 };
    return key ? document.keyPlaceOf(origin.pointer) : document.placeOf(origin.pointer);
  }

  #find(
    rule: Parameters<typeof bindingFinding>[0],
    pointer: string,
    message: string,
    hint?: string,
    key = false,
  ): void {
    const origin = this.#source.originOf(pointer);
    this.#findings.push(
      bindingFinding(rule, this.#place(pointer, key), origin.pointer, message, hint),
    );
  }

  #remark(pointer: string, reason: JsonType['reason'], what: string): void {
    this.#find(
      'field-as-json',
      pointer,
      `${what}: ${reasons[reason]}.`,
      'Describe its members, or accept it.',
      pointer !== '',
    );
  }
}

const reasons: Readonly<Record<JsonType['reason'], string>> = {
  recursive: 'its schema contains itself',
  'undiscriminated-union': 'no required member tells its variants apart',
  'pattern-properties': 'names are given by patterns',
  'additional-properties': 'its names are open',
  'array-depth': 'arrays stand in arrays too deep for tables',
  'mixed-type': 'it can have several types',
  untyped: 'its schema names no type or no members',
  tuple: 'each of its items has a meaning of its own',
};

const jsonTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean'] as const;

/** The possible kinds beside null; `integer` only where no `number` is possible. */
function kindsOf(facts: Facts): readonly string[] {
  const named =
    facts.types ??
    typesOfValues(facts) ??
    (facts.properties.size > 0 ? new Set(['object']) : undefined);
  if (named === undefined) return facts.items.length > 0 || facts.isTuple ? ['array'] : [];
  const kinds = jsonTypes.filter((type) => named.has(type));
  return kinds.includes('number') ? kinds.filter((kind) => kind !== 'integer') : kinds;
}

function typesOfValues(facts: Facts): ReadonlySet<string> | undefined {
  if (facts.values === undefined || facts.values.length === 0) return undefined;
  return new Set(facts.values.map(({ value }) => jsonTypeOf(value)));
}

function jsonTypeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function allowsNull(facts: Facts): boolean {
  const byType = facts.types === undefined || facts.types.has('null');
  const byValue = facts.values === undefined || facts.values.some(({ value }) => value === null);
  if (facts.types === undefined && facts.values === undefined) return kindsOf(facts).length === 0;
  return byType && byValue;
}

function isNullOnly(facts: Facts): boolean {
  if (facts.types !== undefined) return facts.types.size === 1 && facts.types.has('null');
  return facts.values?.every(({ value }) => value === null) === true;
}

const structural = [
  '$ref',
  'type',
  'properties',
  'items',
  'prefixItems',
  'enum',
  'const',
  'allOf',
  'oneOf',
  'anyOf',
];

function isConstraintOnly(site: Site): boolean {
  const { schema } = site;
  return !isJsonObject(schema) || !structural.some((keyword) => Object.hasOwn(schema, keyword));
}

function textIn(facts: Facts, keyword: string): string | undefined {
  const value = facts.first(keyword)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One type for values that may be of any of these: equal ones, or scalars of one kind. */
function sharedType(types: readonly FieldType[]): FieldType | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  const spelled = types.map((type) => JSON.stringify(withoutPlaces(type)));
  if (spelled.every((text) => text === spelled[0])) return first;
  return sharedScalar(types);
}

/** Branches share columns, so a member that two of them have must have one type. */
function sameNamesSameTypes(lists: readonly (readonly Field[])[], discriminator: string): boolean {
  const types = new Map<string, string>();
  for (const field of lists.flat()) {
    if (field.name === discriminator) continue;
    const type = JSON.stringify(withoutPlaces(field.type));
    if ((types.get(field.name) ?? type) !== type) return false;
    types.set(field.name, type);
  }
  return true;
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'place' && name !== 'description');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPlaces(inner)]));
}
