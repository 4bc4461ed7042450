import type { Column, Provenance, Table, ValueSource } from '../../contracts/plan/plan.ts';
import { compilePath } from './read-path.ts';
import { NULL_ELEMENT, quoted, valueWriter } from './value-text.ts';

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

/** The rows of many records for one table: an array literal per written column. */
export interface TableRows {
  readonly rows: number;
  readonly columns: readonly string[];
}

/** From records to the rows they become, per table of the plan. Pure and deterministic. */
export type MapRecords = (records: readonly RecordToMap[]) => readonly TableRows[];

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

/** Compiles a dataset's tables once, so that a record costs member accesses and texts only. */
export function compileMapping(tables: readonly Table[]): MapRecords {
  const mappers = tables.map(compileTable);
  return (records) => mappers.map((map) => map(records));
}

/** Positions count from 1; 0 where the row stands at no such level. */
type WriteColumn = (record: RecordToMap, element: unknown, outer: number, inner: number) => string;

function compileTable(table: Table): (records: readonly RecordToMap[]) => TableRows {
  const columns = writtenColumns(table);
  const writers = columns.map(compileColumn);
  const perRecord = columns.map(isSameForRecord);
  const paths = table.rows.kind === 'elements' ? table.rows.paths.map(compilePath) : [];
  const [outerPath, innerPath] = paths;
  const hasRows = compileMajors(table.rows.kind === 'elements' ? table.rows.majors : undefined);

  return (records) => {
    const values = writers.map(
      (write, index): ColumnValues => ({
        write,
        same: perRecord[index] === true,
        texts: [],
        last: NULL_ELEMENT,
      }),
    );
    let rows = 0;
    let written: RecordToMap | undefined;
    const addRow = (record: RecordToMap, element: unknown, outer: number, inner: number): void => {
      rows += 1;
      for (const column of values) {
        if (!column.same || written !== record) {
          column.last = column.write(record, element, outer, inner);
        }
        column.texts.push(column.last);
      }
      written = record;
    };
    for (const record of records) {
      if (!hasRows(record.message.major)) continue;
      if (outerPath === undefined) {
        addRow(record, record.value, 0, 0);
        continue;
      }
      const outerItems = arrayAt(outerPath(record.value));
      for (let outer = 0; outer < outerItems.length; outer += 1) {
        const element = outerItems[outer];
        if (innerPath === undefined) {
          addRow(record, element, outer + 1, 0);
          continue;
        }
        const innerItems = arrayAt(innerPath(element));
        for (let inner = 0; inner < innerItems.length; inner += 1) {
          addRow(record, innerItems[inner], outer + 1, inner + 1);
        }
      }
    }
    return { rows, columns: values.map(({ texts }) => `{${texts.join(',')}}`) };
  };
}

interface ColumnValues {
  readonly write: WriteColumn;
  /** All rows of one record hold the same text. */
  readonly same: boolean;
  readonly texts: string[];
  last: string;
}

function isSameForRecord({ source }: Column): boolean {
  return source.kind === 'value'
    ? source.of === 'record'
    : source.kind === 'provenance' && source.part !== 'ordinal-1' && source.part !== 'ordinal-2';
}

const noItems: readonly unknown[] = [];

function arrayAt(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : noItems;
}

function compileColumn(column: Column): WriteColumn {
  const { source } = column;
  if (source.kind === 'provenance') return provenanceWriter(source.part);
  if (source.kind === 'value') return compileValue(column, source);
  throw new Error(`column ${column.name} of an event table has no source in the record`);
}

function compileValue(column: Column, source: ValueSource): WriteColumn {
  const read = compilePath(source.path);
  const write = compileZones(column, source);
  const ofRecord = source.of === 'record';
  const has = compilePresence(source);
  if (has === undefined) {
    return ofRecord
      ? (record) => write(read(record.value), record.message.major)
      : (record, element) => write(read(element), record.message.major);
  }
  return (record, element) => {
    const from = ofRecord ? record.value : element;
    const { major } = record.message;
    return has(major, from) ? write(read(from), major) : NULL_ELEMENT;
  };
}

/** The writer of a value; majors may write one time in different zones, or with an offset. */
function compileZones(
  { type }: Column,
  { zone, zones = [] }: ValueSource,
): (value: unknown, major: number) => string {
  const usual = valueWriter(type, zone);
  if (zones.length === 0) return usual;
  const byMajor = new Map(
    zones.flatMap(({ majors, zone: own }) =>
      majors.map((major) => [major, valueWriter(type, own)] as const),
    ),
  );
  return (value, major) => (byMajor.get(major) ?? usual)(value);
}

/** Whether a row of a major has the member; undefined where all do. */
function compilePresence({
  majors,
  when,
}: ValueSource): ((major: number, element: unknown) => boolean) | undefined {
  if (majors === undefined && when === undefined) return undefined;
  const declares = compileMajors(majors);
  const cases = (when ?? [{ conditions: [] }]).map((one) => ({
    isOf: compileMajors(one.majors),
    conditions: one.conditions.map(({ path, values }) => ({
      discriminator: compilePath(path),
      allowed: new Set<unknown>(values),
    })),
  }));
  return (major, element) =>
    declares(major) &&
    cases.some(
      ({ isOf, conditions }) =>
        isOf(major) &&
        conditions.every(({ discriminator, allowed }) => allowed.has(discriminator(element))),
    );
}

function compileMajors(majors: readonly number[] | undefined): (major: number) => boolean {
  if (majors === undefined) return () => true;
  const known = new Set(majors);
  return (major) => known.has(major);
}

function provenanceWriter(part: Provenance): WriteColumn {
  switch (part) {
    case 'event-id':
      return (record) => record.message.eventId;
    case 'record':
      return (record) => String(record.number);
    case 'ordinal-1':
      return (_record, _element, outer) => String(outer);
    case 'ordinal-2':
      return (_record, _element, _outer, inner) => String(inner);
    case 'contract-version':
      return (record) => quoted(record.message.contractVersion);
    case 'event-time':
      return (record) => (record.eventTime === null ? NULL_ELEMENT : quoted(record.eventTime));
    case 'event-time-basis':
      return (record) => quoted(record.eventTimeBasis);
    case 'received-at':
      return (record) => quoted(record.message.receivedAt);
    default:
      throw new Error(`an event table cannot fill a '${part}' column`);
  }
}
