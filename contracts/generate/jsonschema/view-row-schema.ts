import type { View, ViewColumn } from '../../plan/plan.ts';
import type { PostgresType, ScalarType } from '../../plan/postgres-type.ts';
import { type JsonObject, objectOf } from '../../source/json-schema/json-object.ts';

/** What PostgreSQL's `row_to_json` makes of a value of each type. */
const written: Readonly<Record<ScalarType, JsonObject>> = {
  text: { type: 'string' },
  uuid: { type: 'string', format: 'uuid' },
  xid8: { type: 'string' },
  bytea: { type: 'string' },
  bigint: { type: 'integer' },
  integer: { type: 'integer' },
  smallint: { type: 'integer' },
  numeric: { type: 'number' },
  'double precision': { type: 'number' },
  boolean: { type: 'boolean' },
  timestamptz: { type: 'string', format: 'date-time' },
  timestamp: { type: 'string' },
  date: { type: 'string', format: 'date' },
  time: { type: 'string' },
  jsonb: {},
};

/** The JSON Schema (2020-12) of one row of a view, as `row_to_json` writes it. */
export function viewRowSchema(view: View): JsonObject {
  return {
    title: view.name,
    description: view.comment,
    'x-view': `${view.store}.${view.name}`,
    type: 'object',
    required: view.columns.map(({ name }) => name),
    additionalProperties: false,
    properties: objectOf(
      view.columns.map((column) => [column.name, columnSchema(column)] as const),
    ),
  };
}

function columnSchema(column: ViewColumn): JsonObject {
  return {
    ...(column.comment === undefined ? {} : { description: column.comment }),
    ...typeSchema(column.type, column.nullable),
    ...(column.unit === undefined ? {} : { 'x-unit': column.unit }),
    ...(column.classification === undefined ? {} : { 'x-classification': column.classification }),
  };
}

function typeSchema(type: PostgresType, isNullable: boolean): JsonObject {
  const schema: JsonObject = type.endsWith('[]')
    ? { type: 'array', items: nullable(written[type.slice(0, -2) as ScalarType], true) }
    : written[type as ScalarType];
  return nullable(schema, isNullable);
}

function nullable(schema: JsonObject, isNullable: boolean): JsonObject {
  return isNullable && typeof schema.type === 'string'
    ? { ...schema, type: [schema.type, 'null'] }
    : schema;
}
