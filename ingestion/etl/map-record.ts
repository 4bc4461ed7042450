import type { Column, Provenance, Table, ValueSource } from '../../contracts/plan/plan.ts';
import { compilePath } from './read-path.ts';
import { jsonText, valueWriter } from './value-text.ts';

/** What is known about a message before its records are read. */
export interface MessageFacts {
  readonly eventId: string;
  readonly contractVersion: string;
  readonly major: number;
  readonly receivedAt: string;
}

/** When a record says that it happened, and how far that can be trusted. */
export interface RecordTime {
  readonly eventTime: string | null;
  readonly eventTimeBasis: string;
}

/** One record of a message; `number` counts from 1 within it. */
export interface RecordToMap extends RecordTime {
  readonly message: MessageFacts;
  readonly number: number;
  readonly value: unknown;
}

/** The rows of one record, per table of the plan: JSON object texts, joined by commas. */
export type MapRecord = (record: RecordToMap) => readonly string[];

/** Columns that an INSERT fills; the others have defaults of the database. */
export function writtenColumns(table: Table): readonly Column[] {
  return table.columns.filter(
    ({ source }) =>
      source.kind === 'value' ||
      (source.kind === 'provenance' &&
        source.part !== 'committed-at' &&
        source.part !== 'transaction'),
  );
}

/** Compiles a dataset's tables into one function from a record to the rows it becomes. */
export function compileMapping(tables: readonly Table[]): MapRecord {
  const writers = tables.map(compileTable);
  return (record) => writers.map((write) => write(record));
}

interface RowContext {
  readonly record: RecordToMap;
  readonly element: unknown;
  readonly ordinals: readonly number[];
}

type WriteColumn = (context: RowContext) => string;

function compileTable(table: Table): (record: RecordToMap) => string {
  const writeRow = compileRow(writtenColumns(table));
  if (table.rows.kind !== 'elements') {
    return (record) => writeRow({ record, element: record.value, ordinals: [] });
  }
  const paths = table.rows.paths.map(compilePath);
  return (record) => {
    const rows: string[] = [];
    const descend = (element: unknown, level: number, ordinals: readonly number[]): void => {
      const path = paths[level];
      if (path === undefined) {
        rows.push(writeRow({ record, element, ordinals }));
        return;
      }
      const items = path(element);
      if (!Array.isArray(items)) return;
      items.forEach((item: unknown, index) => {
        descend(item, level + 1, [...ordinals, index + 1]);
      });
    };
    descend(record.value, 0, []);
    return rows.join(',');
  };
}

function compileRow(columns: readonly Column[]): (context: RowContext) => string {
  const parts = columns.map((column) => ({
    name: `${JSON.stringify(column.name)}:`,
    write: compileColumn(column),
  }));
  return (context) => {
    let row = '';
    for (const { name, write } of parts) {
      const value = write(context);
      // A member that is missing reads as NULL, and most optional columns are.
      if (value !== 'null') row += row === '' ? name + value : `,${name}${value}`;
    }
    return `{${row}}`;
  };
}

function compileColumn(column: Column): WriteColumn {
  const { source } = column;
  if (source.kind === 'provenance') return provenanceWriter(source.part);
  if (source.kind === 'value') return compileValue(column, source);
  throw new Error(`column ${column.name} of an event table has no source in the record`);
}

function compileValue(column: Column, source: ValueSource): WriteColumn {
  const read = compilePath(source.path);
  const write = valueWriter(column.type, source.zone);
  const ofRecord = source.of === 'record';
  const conditions = (source.when ?? []).map(({ path, values }) => {
    const discriminator = compilePath(path);
    const allowed = new Set<unknown>(values);
    return (element: unknown): boolean => allowed.has(discriminator(element));
  });
  const majors = source.majors === undefined ? undefined : new Set(source.majors);
  return ({ record, element }) => {
    if (majors !== undefined && !majors.has(record.message.major)) return 'null';
    const from = ofRecord ? record.value : element;
    for (const holds of conditions) {
      if (!holds(from)) return 'null';
    }
    return write(read(from));
  };
}

function provenanceWriter(part: Provenance): WriteColumn {
  switch (part) {
    case 'event-id':
      return ({ record }) => `"${record.message.eventId}"`;
    case 'record':
      return ({ record }) => String(record.number);
    case 'ordinal-1':
      return ({ ordinals }) => String(ordinals[0] ?? 0);
    case 'ordinal-2':
      return ({ ordinals }) => String(ordinals[1] ?? 0);
    case 'contract-version':
      return ({ record }) => jsonText(record.message.contractVersion);
    case 'event-time':
      return ({ record }) => jsonText(record.eventTime);
    case 'event-time-basis':
      return ({ record }) => jsonText(record.eventTimeBasis);
    case 'received-at':
      return ({ record }) => jsonText(record.message.receivedAt);
    default:
      throw new Error(`an event table cannot fill a '${part}' column`);
  }
}
