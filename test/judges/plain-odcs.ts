import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

/**
 * An ODCS contract with one table, read in the plainest way and by nothing that `tundish diff` uses, so
 * that a verdict can be held against it.
 */
export interface PlainContract {
  readonly fields: readonly string[];
  /** Every value of the document by where it stands: `weight.logicalType`, `slaProperties.latency.value`. */
  readonly said: ReadonlyMap<string, string>;
  /** Whether ajv accepts a record; members that nobody declared are allowed. */
  accepts(value: unknown): boolean;
}

interface Property {
  readonly name: string;
  readonly logicalType?: string;
  readonly required?: boolean;
  readonly enum?: readonly { readonly value: string }[];
  readonly logicalTypeOptions?: Readonly<Record<string, unknown>>;
}

export function plainContract(text: string): PlainContract {
  const document: { readonly schema: readonly [{ readonly properties: readonly Property[] }] } =
    parse(text);
  const { properties } = document.schema[0];
  const validate = new Ajv2020().compile({
    type: 'object',
    required: properties.filter(({ required }) => required === true).map(({ name }) => name),
    properties: Object.fromEntries(properties.map((each) => [each.name, valueSchema(each)])),
  });
  return {
    fields: properties.map(({ name }) => name),
    said: new Map(leaves(document, [])),
    accepts: (value) => validate(value),
  };
}

function valueSchema({ logicalType, logicalTypeOptions, enum: values }: Property): object {
  return {
    ...(logicalType === undefined ? {} : { type: logicalType }),
    ...logicalTypeOptions,
    ...(values === undefined ? {} : { enum: values.map(({ value }) => value) }),
  };
}

/** Steps that name nothing: a table's own, as there is one, and the value of what is named above it. */
const unnamed = new Set(['schema', 'heat', 'properties', 'customProperties', 'value']);

/** Entries of lists go by their names, so that a new one moves none of the others. */
function leaves(value: unknown, path: readonly string[]): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = Array.isArray(value) ? (nameOf(inner) ?? key) : key;
    // A server has a schema, too.
    const isUnnamed = unnamed.has(name) && path[0] !== 'servers';
    return leaves(inner, isUnnamed ? path : [...path, name]);
  });
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, property, server, metric } = value as Readonly<Record<string, string | undefined>>;
  return name ?? property ?? server ?? metric;
}

/** What one document says and the other does not: `weight.logicalType: number → integer`. */
export function differences(before: PlainContract, after: PlainContract): readonly string[] {
  const keys = [...new Set([...before.said.keys(), ...after.said.keys()])];
  const gone = before.fields.filter((name) => !after.fields.includes(name));
  const added = after.fields.filter((name) => !before.fields.includes(name));
  const isWhole = (key: string) => [...gone, ...added].some((name) => key.startsWith(`${name}.`));
  return [
    ...gone.map((name) => `${name}: gone`),
    ...added.map((name) => `${name}: new`),
    ...keys
      .filter((key) => before.said.get(key) !== after.said.get(key) && !isWhole(key))
      .map((key) => `${key}: ${before.said.get(key) ?? 'none'} → ${after.said.get(key) ?? 'none'}`),
  ];
}

/** Values at, inside and beside each bound that a case has; undefined is absent. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  heat_no: ['H1', undefined],
  temp: [0, 1500.5, undefined],
  grade: [undefined, 'A', 'B', 'C'],
  weight: [undefined, 0, 0.5, 300, 300.5, 400, 400.5, 500, -1],
  shift: [undefined, 'early', 'night'],
  note: [undefined, 'a', 'abc', 'aB', '', '1'],
  remark: [undefined, 'abc'],
  caster: [undefined, 'c1'],
};

const grid: readonly Readonly<Record<string, unknown>>[] = Object.entries(values).reduce<
  readonly Readonly<Record<string, unknown>>[]
>(
  (records, [name, choices]) =>
    records.flatMap((record) =>
      choices.map((value) => (value === undefined ? record : { ...record, [name]: value })),
    ),
  [{}],
);

/** Of the records that a contract declares and accepts: how many there are, and which the other refuses. */
export function refused(from: PlainContract, by: PlainContract) {
  const own = grid.filter(
    (record) =>
      Object.keys(record).every((name) => from.fields.includes(name)) && from.accepts(record),
  );
  const refusals = own.filter((record) => !by.accepts(record));
  return { of: own.length, count: refusals.length, first: refusals[0] };
}
