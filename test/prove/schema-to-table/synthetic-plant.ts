import type { Json } from '../../../contracts/source/json.ts';
import {
  isJsonObject,
  type JsonObject,
} from '../../../contracts/source/json-schema/json-object.ts';
import {
  MEMBER_KINDS,
  type MemberKind,
  syntheticSchema,
} from '../../support/records/synthetic-schema.ts';

/**
 * A plant of synthetic contracts, one product each (`s1` to `s<schemas>`), every row of the mapping
 * among them. Their streams differ too: with and without event key, event time, revisions, several
 * records per message.
 */
export function syntheticPlant(schemas: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  for (let seed = 1; seed <= schemas; seed += 1) {
    const variant = variantOf(seed);
    const key =
      variant === 'revise'
        ? '    properties:\n      - { name: lot, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }\n'
        : '';
    Object.assign(files, plantOf(`s${seed}`, PROFILES[variant], payload(seed), key));
  }
  return files;
}

/** The files of a plant with one product of one event stream. */
export function plantOf(
  id: string,
  profile: string,
  schema: Json,
  properties = '',
): Readonly<Record<string, string>> {
  const folder = `products/synthetic/${id}`;
  return {
    'plant.yaml': 'name: proof\ntimeZone: Europe/Berlin\ntopicRoot: plant\n',
    [`${folder}/product.odps.yaml`]: `apiVersion: v1.0.0
kind: DataProduct
id: ${id}
status: active
`,
    [`${folder}/${id}.v1.odcs.yaml`]: `apiVersion: v3.1.0
kind: DataContract
id: ${id}
version: 1.0.0
status: active
schema:
  - name: ${id}
    authoritativeDefinitions:
      - { type: jsonSchema, url: ./${id}.v1.schema.json }
    customProperties:
      - property: tundish
        value: { class: event, topic: "plant/synthetic/{line}/${id}/v1", compatibility: BACKWARD, drift: quarantine, ${profile} }
${properties}`,
    [`${folder}/${id}.v1.schema.json`]: JSON.stringify(schema, null, 1),
  };
}

/** The kind of member that the schema of this product has for sure. */
export function kindOf(product: string): MemberKind {
  return MEMBER_KINDS[Number(product.slice(1)) % MEMBER_KINDS.length] ?? 'text';
}

const VARIANTS = ['payload-key', 'instant', 'revise', 'array', 'union'] as const;

type Variant = (typeof VARIANTS)[number];

/** Each kind of member meets each variant in turn. */
function variantOf(seed: number): Variant {
  const round = Math.floor(seed / MEMBER_KINDS.length);
  return VARIANTS[(seed + round) % VARIANTS.length] ?? 'instant';
}

const PROFILES: Readonly<Record<Variant, string>> = {
  'payload-key': 'eventKey: payload, change: append',
  instant: 'eventKey: [record_key], eventTime: { field: happened_at, skew: PT5M }, change: append',
  revise:
    'eventKey: [record_key], eventTime: { field: happened_at, zone: Europe/Berlin }, change: revise, revision: round',
  array: 'eventKey: [record_key], eventTime: { field: happened_at }, change: append',
  union: 'eventKey: [record_key], eventTime: { field: happened_at }, change: append',
};

function payload(seed: number): Json {
  const variant = variantOf(seed);
  const schema = syntheticSchema(seed);
  if (!isJsonObject(schema)) throw new Error('A synthetic schema is an object.');
  const { $schema = null, $defs, ...record } = schema;
  const definitions = $defs === undefined ? {} : { $defs };
  if (variant === 'payload-key') return schema;
  if (variant === 'union') {
    const other = unmixed(syntheticSchema(seed + 10_000));
    return {
      $schema,
      ...withMembers({ type: 'object' }, variant),
      oneOf: [branch('first', record), branch('second', other.record)],
      $defs: { ...($defs as JsonObject | undefined), ...other.definitions },
    };
  }
  const whole = withMembers(record, variant);
  return variant === 'array'
    ? { $schema, type: 'array', minItems: 1, maxItems: 4, items: whole, ...definitions }
    : { $schema, ...whole, ...definitions };
}

/** A branch of a record's union; what closes an object would forbid the members around it. */
function branch(type: string, record: JsonObject): JsonObject {
  const { required, properties } = record;
  return {
    required: ['record_type', ...((required as readonly Json[] | undefined) ?? [])],
    properties: { record_type: { const: type }, ...(properties as JsonObject) },
  };
}

/** A schema whose definitions have names of their own. */
function unmixed(schema: Json): { readonly record: JsonObject; readonly definitions: JsonObject } {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/$defs/other_');
  const { $defs = {}, ...record } = JSON.parse(text) as { $defs?: JsonObject } & JsonObject;
  const definitions = Object.fromEntries(
    Object.entries($defs).map(([name, definition]) => [`other_${name}`, definition]),
  );
  return { record, definitions };
}

function withMembers(record: JsonObject, variant: Variant): JsonObject {
  const local = variant === 'revise';
  const own: JsonObject = {
    record_key: { type: 'string', format: 'uuid' },
    happened_at: { type: 'string', format: local ? 'date-time-local' : 'date-time' },
    ...(local
      ? {
          lot: { enum: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
          round: { type: 'integer', minimum: 0 },
        }
      : {}),
  };
  const required = [
    'record_key',
    ...(variant === 'array' ? [] : ['happened_at']),
    ...(local ? ['lot'] : []),
    ...((record.required as readonly Json[] | undefined) ?? []),
  ];
  return { ...record, required, properties: { ...own, ...(record.properties as JsonObject) } };
}
