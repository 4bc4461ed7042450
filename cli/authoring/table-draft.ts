import type { DraftField, Loss } from '../../contracts/draft/draft-contract.ts';
import { idOf } from '../../contracts/draft/draft-names.ts';
import { memberProblem } from '../../contracts/draft/draft-record.ts';
import { unitOfName } from '../../contracts/draft/unit-of-name.ts';
import type { Json } from '../../contracts/source/json.ts';
import type { CatalogColumn, CatalogTable } from './table-catalog.ts';

type Schema = { readonly [keyword: string]: Json };

interface ColumnType {
  readonly schema: Schema;
  readonly logicalType: DraftField['logicalType'];
  readonly loss?: string;
  readonly ask?: string;
}

export interface TableDraft {
  readonly schema: Schema;
  readonly fields: readonly DraftField[];
  readonly key: readonly string[];
  readonly losses: readonly Loss[];
  readonly times: readonly { readonly path: string; readonly local: boolean }[];
  /** A column that grows with each change of a row. */
  readonly version: string | undefined;
}

/** A table's rows as messages: types, presence, key and comments as the catalog has them. */
export function draftTable(
  table: CatalogTable,
  where: string,
  units: ReadonlyMap<string, string>,
): TableDraft {
  const losses: Loss[] = [];
  const lose = (what: string, column: string, became: string, why: string) => {
    losses.push({ what, where: column === '' ? where : `${where}.${column}`, became, why });
  };
  const primary = table.constraints.find(({ kind }) => kind === 'primary');
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const { name } of table.columns) {
    const fit = memberProblem(name) === undefined ? name : freeName(idOf(name), taken);
    taken.add(fit);
    names.set(name, fit);
    if (fit !== name) lose(`name '${name}'`, name, fit, `it ${memberProblem(name)}`);
  }
  const nameOf = (column: string) => names.get(column) ?? column;
  const key = (primary?.columns ?? []).map(nameOf);
  const drafted = table.columns.map((column) => {
    const name = nameOf(column.name);
    const type = typeOf(column);
    if (type.loss !== undefined) lose(column.type, column.name, describe(type.schema), type.loss);
    if (column.generated)
      lose('its generation', column.name, 'a plain value', 'the source computes it');
    else if (column.defaultText !== undefined)
      lose(`default ${column.defaultText}`, column.name, 'nothing', 'messages carry every value');
    return { column, name, type, field: fieldOf(column, name, type, table, key, units) };
  });
  for (const { kind, name, text } of table.constraints) {
    if (kind === 'check' || kind === 'exclude' || kind === 'unique')
      lose(`${kind} ${name}`, '', 'nothing', `write it as quality rule where it matters: ${text}`);
    if (kind === 'foreign') lose(`foreign key ${name}`, '', 'an open question', text);
  }
  const fields = drafted.map(({ field }) => field);
  return {
    schema: {
      type: 'object',
      required: drafted.map(({ name }) => name),
      properties: Object.fromEntries(
        drafted.map(({ column, name, type }) => [name, nullable(type.schema, column)] as const),
      ),
    },
    fields,
    key,
    losses,
    times: timesOf(drafted),
    version: drafted.find(
      ({ name, type }) =>
        type.logicalType === 'integer' && /(^|_)(version|revision|rev|row_version)$/.test(name),
    )?.name,
  };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
  return name;
}

function fieldOf(
  column: CatalogColumn,
  name: string,
  type: ColumnType,
  table: CatalogTable,
  key: readonly string[],
  units: ReadonlyMap<string, string>,
): DraftField {
  const isMeasure = type.logicalType === 'number';
  const told = isMeasure ? (unitOfName(name) ?? unitOfName(column.comment ?? '')) : undefined;
  const unit = units.get(name) ?? told;
  const target = table.constraints.find(
    ({ kind, columns }) => kind === 'foreign' && columns.includes(column.name),
  )?.target;
  const position = key.indexOf(name) + 1;
  return {
    name,
    logicalType: type.logicalType,
    ...(column.comment === undefined ? {} : { description: column.comment }),
    ...(unit === undefined ? {} : { unit }),
    ...(position === 0 ? {} : { keyPosition: position }),
    evidence: column.notNull ? column.type : `${column.type}, may be NULL`,
    ask: [
      ...(type.ask === undefined ? [] : [type.ask]),
      ...(target === undefined
        ? []
        : [`it refers to ${target}: which contract is that? Then add relationships to it`]),
      ...(isMeasure && unit === undefined
        ? [`which unit has ${name}? (unit-on-measured-quantity)`]
        : []),
      ...(told !== undefined && !units.has(name)
        ? [`its name or comment says ${told}: is that the unit?`]
        : []),
    ],
    fields: [],
  };
}

function nullable(schema: Schema, { notNull }: CatalogColumn): Schema {
  const { type } = schema;
  if (notNull || typeof type !== 'string') return schema;
  const values = schema.enum;
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
  };
}

function typeOf(column: CatalogColumn): ColumnType {
  const item = itemType(column);
  if (!column.isArray) return item;
  return {
    schema: { type: 'array', items: item.schema },
    logicalType: 'array',
    ...(item.loss === undefined ? {} : { loss: item.loss }),
  };
}

const integers: Readonly<Record<string, readonly [number, number]>> = {
  int2: [-32_768, 32_767],
  int4: [-2_147_483_648, 2_147_483_647],
  int8: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

function itemType({ baseType, type, labels }: CatalogColumn): ColumnType {
  const bounds = integers[baseType];
  if (bounds !== undefined) {
    const schema = { type: 'integer', minimum: bounds[0], maximum: bounds[1] };
    return { schema, logicalType: 'integer' };
  }
  if (labels.length > 0) return { schema: { type: 'string', enum: labels }, logicalType: 'string' };
  const length = Number(/\((\d+)\)/.exec(type)?.[1] ?? Number.NaN);
  switch (baseType) {
    case 'numeric':
    case 'float4':
    case 'float8':
      return { schema: { type: 'number' }, logicalType: 'number' };
    case 'bool':
      return { schema: { type: 'boolean' }, logicalType: 'boolean' };
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
    case 'name':
      return {
        schema: { type: 'string', ...(Number.isNaN(length) ? {} : { maxLength: length }) },
        logicalType: 'string',
      };
    case 'uuid':
      return { schema: { type: 'string', format: 'uuid' }, logicalType: 'string' };
    case 'timestamptz':
      return { schema: { type: 'string', format: 'date-time' }, logicalType: 'timestamp' };
    case 'timestamp':
      return {
        schema: { type: 'string' },
        logicalType: undefined,
        ask: 'its times have no offset: in which zone are they? Text, unless eventTime names it with a zone',
      };
    case 'date':
      return { schema: { type: 'string', format: 'date' }, logicalType: 'date' };
    case 'json':
    case 'jsonb':
      return {
        schema: {},
        logicalType: undefined,
        ask: 'what does it hold? Without a schema it becomes jsonb',
      };
    default:
      return { schema: { type: 'string' }, logicalType: 'string', loss: 'JSON has no such type' };
  }
}

function describe({ type, format }: Schema): string {
  return `${String(type)}${format === undefined ? '' : ` (${String(format)})`}`;
}

function timesOf(
  drafted: readonly { readonly name: string; readonly column: CatalogColumn }[],
): TableDraft['times'] {
  const score = (name: string): number =>
    /(updated|modified|changed|geaendert)/i.test(name)
      ? 3
      : /(time|_at$|zeit|created)/i.test(name)
        ? 2
        : 1;
  return drafted
    .filter(({ column }) => /^timestamp(tz)?$/.test(column.baseType) && !column.isArray)
    .sort((a, b) => score(b.name) - score(a.name))
    .map(({ name, column }) => ({ path: name, local: column.baseType === 'timestamp' }));
}
