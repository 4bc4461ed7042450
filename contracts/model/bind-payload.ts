import { shown } from '../source/checked-value.ts';
import { endlessSchema } from './endless-schema.ts';
import type { Field } from './field.ts';
import { fieldNameProblem } from './field-name.ts';
import type { FieldType, JsonType } from './field-type.ts';
import {
  type Facts,
  factsOf,
  mostVisits,
  openedBy,
  type Site,
  TooManyVisits,
  type VisitedSchema,
} from './payload-facts.ts';
import { allowsNull, isNullOnly, isObjectOnly, kindsOf, reasons, textIn } from './payload-kinds.ts';
import { scalarType } from './payload-scalar.ts';
import { branchesOf, rootUnion, structuralAlternatives, typeOfBranches } from './payload-union.ts';
import { type Findings, optional } from './read-node.ts';
import { digitsAt, noteInSchema, type PayloadSource, placeAt } from './schema-origin.ts';
import type { Variants } from './variants.ts';

type NotedRule = Parameters<typeof noteInSchema>[2];

export interface BoundPayload {
  readonly records: 'one' | 'array';
  readonly fields: readonly Field[];
  readonly variants?: Variants;
}

const mostFields = 1_200;

/**
 * Turns a payload schema (bundled, 2020-12) into the fields of a record. What has no columns becomes
 * a json field with the reason; constraints that say nothing about structure (`if`, `not`,
 * `dependentRequired`, …) are left to the validator. Undefined, with a finding, where the schema
 * describes no record.
 */
export function bindPayload(source: PayloadSource, findings: Findings): BoundPayload | undefined {
  const binder = new PayloadBinder(source, findings);
  try {
    return binder.run();
  } catch (error) {
    if (!(error instanceof TooManyVisits)) throw error;
    binder.refuseSize('the schema refers to so much that it cannot be followed');
    return undefined;
  }
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
  readonly #schema: VisitedSchema;
  #fields = 0;

  constructor(source: PayloadSource, findings: Findings) {
    this.#source = source;
    this.#findings = findings;
    this.#schema = { document: source.document, visits: mostVisits };
  }

  run(): BoundPayload | undefined {
    const endless = endlessSchema(this.#source.document);
    if (endless !== undefined) {
      const message = 'the schema leads back to itself for the same value';
      this.#note('payload-schema', endless, message, 'refer to it from a member or an item only');
      return undefined;
    }
    const root: readonly Site[] = [{ schema: this.#source.document, pointer: '' }];
    const facts = factsOf(this.#schema, root, new Set());
    const isArray = facts.types?.has('array') === true && facts.types.size === 1;
    const sites = isArray ? facts.items : root;
    const open = openedBy(this.#schema, root, new Set());
    const context = {
      open: isArray ? openedBy(this.#schema, sites, open) : open,
      arrays: 0,
      path: '',
    };
    const record = isArray ? factsOf(this.#schema, sites, open) : facts;
    const bound = this.#record(record, context);
    if (this.#fields > mostFields) {
      this.refuseSize(`the record has more than ${mostFields} fields`);
      return undefined;
    }
    if (bound.fields.length === 0) {
      this.#note(
        'payload-root',
        isArray ? '/items' : '',
        'the schema describes no record: an object with properties, or an array of such objects',
        'write "type": "object" and describe the members under "properties"',
      );
      return undefined;
    }
    return { records: isArray ? 'array' : 'one', ...bound };
  }

  refuseSize(message: string): void {
    const hint =
      'split it into several datasets, or leave parts open as an object without properties';
    this.#note('too-many-fields', '', message, hint);
  }

  /** The record's fields; empty where the facts are not those of one object. */
  #record(facts: Facts, context: Context): Omit<BoundPayload, 'records'> {
    const none = { fields: [] };
    if (facts.recursive || facts.never || facts.isTuple) return none;
    const branches = branchesOf(this.#schema, facts);
    if (![...branches, ...(branches.length === 0 ? [facts] : [])].every(isObjectOnly)) return none;
    if (facts.hasOpenNames !== undefined) {
      this.#remark('', facts.hasOpenNames, 'members that are not declared stay in raw only');
    }
    if (branches.length === 0) return { fields: this.#objectFields(facts, context) };
    const lists = branches.map((branch) => this.#objectFields(branch, context));
    const { fields, variants, untyped } = rootUnion(this.#schema, branches, lists);
    for (const name of untyped) {
      const pointer = facts.properties.get(name)?.[0]?.pointer ?? '';
      this.#remark(pointer, 'undiscriminated-union', `'${name}' becomes jsonb`);
    }
    return { fields, ...optional('variants', variants) };
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
      this.#note(
        'field-name',
        pointer,
        `the member '${shown(name)}' ${problem}`,
        'rename it at the source, or leave it undeclared: it then stays in raw only',
      );
      return undefined;
    }
    const path = context.path === '' ? name : `${context.path}.${name}`;
    const described = this.#describe(sites, { ...context, path });
    if (described === undefined) return undefined;
    const { type, nullable, facts } = described;
    if (type.kind === 'json') this.#remark(pointer, type.reason, `'${path}' becomes jsonb`);
    const description = textIn(facts, 'description');
    const title = textIn(facts, 'title');
    return {
      name,
      type,
      required,
      nullable,
      ...optional('description', description),
      ...optional('businessName', title),
      place: placeAt(this.#source, pointer, 'key'),
    };
  }

  /** Undefined where no value is valid, so that there is nothing to make a column for. */
  #describe(sites: readonly Site[], context: Context): Described | undefined {
    const facts = factsOf(this.#schema, sites, context.open);
    if (facts.never) return undefined;
    const json = (reason: JsonType['reason'], nullable = true) => asJson(facts, reason, nullable);
    if (facts.recursive) return json('recursive');
    const inner = { ...context, open: openedBy(this.#schema, sites, context.open) };
    const nullable = allowsNull(facts);
    if (facts.alternatives.length > 0) {
      const union = this.#alternatives(facts, inner);
      if (union !== undefined)
        return union === 'none' ? json('undiscriminated-union') : { ...union, facts };
    }
    const kinds = kindsOf(facts);
    if (kinds.length === 0) return json('untyped');
    if (kinds.length > 1) return json('mixed-type', nullable);
    return this.#ofKind(kinds[0] ?? '', facts, inner) ?? json('untyped');
  }

  #object(facts: Facts, nullable: boolean, context: Context): Described {
    if (facts.hasOpenNames !== undefined) return asJson(facts, facts.hasOpenNames, nullable);
    const fields = this.#objectFields(facts, context);
    return fields.length === 0
      ? asJson(facts, 'untyped', nullable)
      : { type: { kind: 'object', fields }, nullable, facts };
  }

  #array(facts: Facts, nullable: boolean, context: Context): Described {
    const json = (reason: JsonType['reason']) => asJson(facts, reason, nullable);
    if (facts.isTuple) return json('tuple');
    if (context.arrays >= 2) return json('array-depth');
    if (facts.items.length === 0) return json('untyped');
    const items = this.#describe(facts.items, { ...context, arrays: context.arrays + 1 });
    if (items === undefined) return json('untyped');
    if (items.type.kind === 'json') return json(items.type.reason);
    if (items.type.kind === 'array') return json('array-depth');
    const isRow = items.type.kind === 'object' || items.type.kind === 'union';
    if (isRow && items.nullable) return json('mixed-type');
    return { type: { kind: 'array', items: items.type }, nullable, facts };
  }

  /** Undefined: the alternatives say nothing about structure. `none`: they are no union of ours. */
  #alternatives(
    facts: Facts,
    context: Context,
  ): { type: FieldType; nullable: boolean } | 'none' | undefined {
    const structural = structuralAlternatives(facts);
    if (structural.length === 0) return undefined;
    if (structural.length > 1) return 'none';
    const branches = branchesOf(this.#schema, facts);
    const values = branches.filter((branch) => !isNullOnly(branch));
    const nullable = values.length < branches.length || values.some(allowsNull);
    const described: Described[] = [];
    for (const branch of values) {
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
    const types = described.map((each) => each.type);
    return { type: typeOfBranches(this.#schema, values, types), nullable };
  }

  #nested(branch: Facts, nullable: boolean): { type: FieldType; nullable: boolean } {
    const reason = branch.recursive ? 'recursive' : 'undiscriminated-union';
    return { type: { kind: 'json', reason }, nullable };
  }

  #ofKind(kind: string, facts: Facts, context: Context): Described | undefined {
    const nullable = allowsNull(facts);
    if (kind === 'object') return this.#object(facts, nullable, context);
    if (kind === 'array') return this.#array(facts, nullable, context);
    const local = context.arrays === 0 && context.path === this.#source.localTime;
    const type = scalarType(
      facts,
      (pointer, value) => digitsAt(this.#source, pointer, value),
      local,
    );
    return type === undefined ? undefined : { type, nullable, facts };
  }

  #remark(pointer: string, reason: JsonType['reason'], what: string): void {
    const message = `${what}: ${reasons[reason]}`;
    this.#note('field-as-json', pointer, message, 'describe its members, or accept it');
  }

  #note(rule: NotedRule, pointer: string, message: string, hint: string): void {
    noteInSchema(this.#source, this.#findings, rule, pointer, message, hint);
  }
}

function asJson(facts: Facts, reason: JsonType['reason'], nullable: boolean): Described {
  return { type: { kind: 'json', reason }, nullable, facts };
}
