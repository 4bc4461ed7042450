import type { ViewColumn } from '../../plan/plan.ts';
import type { PostgresType, ScalarType } from '../../plan/postgres-type.ts';
import type { Json } from '../../source/json.ts';

type Entry = { [name: string]: Json };

/** Logical types of ODCS 3.1 and, where they say more, their options. */
const LOGICAL: Readonly<Record<ScalarType, { readonly type: string; readonly options?: Entry }>> = {
  text: { type: 'string' },
  uuid: { type: 'string', options: { format: 'uuid' } },
  xid8: { type: 'string' },
  bytea: { type: 'string', options: { format: 'binary' } },
  bigint: { type: 'integer', options: { format: 'i64' } },
  integer: { type: 'integer', options: { format: 'i32' } },
  smallint: { type: 'integer', options: { format: 'i16' } },
  // ODCS names no decimal format; without one, readers take the physical type.
  numeric: { type: 'number' },
  'double precision': { type: 'number', options: { format: 'f64' } },
  boolean: { type: 'boolean' },
  timestamptz: { type: 'timestamp', options: { timezone: true } },
  timestamp: { type: 'timestamp', options: { timezone: false } },
  date: { type: 'date' },
  time: { type: 'time', options: { timezone: false } },
  jsonb: { type: 'object' },
};

/**
 * A view's column as an ODCS property. `keyPosition` counts from 1 in the view's key, 0 outside it.
 */
export function columnProperty(column: ViewColumn, keyPosition: number): Entry {
  const description = columnDescription(column);
  const customProperties = [
    ...(column.unit === undefined ? [] : [{ property: 'unit', value: column.unit }]),
    ...(column.treatment === undefined ? [] : [{ property: 'personal', value: column.treatment }]),
  ];
  return {
    name: column.name,
    ...(description === undefined ? {} : { description }),
    ...logicalType(column.type),
    physicalType: column.type,
    required: !column.nullable,
    ...(keyPosition === 0 ? {} : { primaryKey: true, primaryKeyPosition: keyPosition }),
    ...(column.classification === undefined ? {} : { classification: column.classification }),
    ...(customProperties.length === 0 ? {} : { customProperties }),
  };
}

function logicalType(type: PostgresType): Entry {
  if (!type.endsWith('[]')) return scalarType(type as ScalarType);
  const element = type.slice(0, -2) as ScalarType;
  return { logicalType: 'array', items: { ...scalarType(element), physicalType: element } };
}

function scalarType(type: ScalarType): Entry {
  const { type: logicalType, options } = LOGICAL[type];
  return options === undefined ? { logicalType } : { logicalType, logicalTypeOptions: options };
}

/** The comment without the unit, which has a place of its own. */
function columnDescription(column: ViewColumn): string | undefined {
  const { comment, unit } = column;
  if (comment === undefined || unit === undefined) return comment;
  const ending = `[${unit}]`;
  if (!comment.endsWith(ending)) return comment;
  const description = comment.slice(0, -ending.length).trimEnd();
  return description === '' ? undefined : description;
}
