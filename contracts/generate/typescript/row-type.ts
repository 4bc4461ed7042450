import type { Treatment } from '../../model/field.ts';
import type { View, ViewColumn } from '../../plan/plan.ts';
import type { PostgresType, ScalarType } from '../../plan/postgres-type.ts';
import { docComment, memberName } from './ts-text.ts';

/** What the driver `pg` returns without own type parsers. */
const SCALARS: Readonly<Record<ScalarType, string>> = {
  text: 'string',
  uuid: 'string',
  time: 'string',
  xid8: 'string',
  bigint: 'string',
  numeric: 'string',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  timestamptz: 'Date',
  timestamp: 'Date',
  date: 'Date',
  jsonb: 'Json',
  bytea: 'Uint8Array',
};

const TREATED: Readonly<Record<Treatment, string>> = {
  drop: 'Left out before it was stored.',
  pseudonymise: 'A keyed hash of the value, the same for the same value.',
  encrypt: 'Encrypted: only holders of the key can read it.',
};

/** `pg` parses numeric elements of arrays as doubles. */
const ELEMENTS: Partial<Record<ScalarType, string>> = { numeric: 'number' };

function rowMemberType(type: PostgresType): string {
  if (!type.endsWith('[]')) return SCALARS[type as ScalarType];
  const element = type.slice(0, -2) as ScalarType;
  return `(${ELEMENTS[element] ?? SCALARS[element]} | null)[]`;
}

/** The interface of one view's rows. */
export function rowInterface(view: View, name: string): string {
  const members = view.columns.map(rowMember).join('');
  return `${docComment([view.comment, `Row of the view \`${view.store}.${view.name}\`.`])}export interface ${name} {\n${members}}\n`;
}

function rowMember(column: ViewColumn): string {
  const unitShown = column.unit !== undefined && column.comment?.includes(`[${column.unit}]`);
  const doc = docComment(
    [
      column.comment,
      unitShown || column.unit === undefined ? undefined : `Unit: ${column.unit}`,
      column.classification === undefined ? undefined : `Classification: ${column.classification}`,
      column.treatment === undefined ? undefined : TREATED[column.treatment],
      precision(column.type),
    ],
    '  ',
  );
  const nullable = column.nullable ? ' | null' : '';
  return `${doc}  ${memberName(column.name)}: ${rowMemberType(column.type)}${nullable};\n`;
}

function precision(type: PostgresType): string | undefined {
  if (type === 'numeric') return 'Decimal digits as text.';
  if (type === 'bigint') return 'Whole number as text.';
  return undefined;
}
