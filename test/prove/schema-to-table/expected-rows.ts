import type { Table, ValueSource } from '../../../contracts/plan/plan.ts';
import { type Exact, isExactArray, isExactObject } from './exact-json.ts';
import type { SentEvent } from './sent-events.ts';

/** Where a row of a table comes from: the record, and the element that it stands for. */
export interface ExpectedRow {
  readonly record: Exact;
  readonly element: Exact;
}

/** The rows that messages make in a table, by event id, record number and ordinals. */
export function expectedRows(
  table: Table,
  events: readonly SentEvent[],
): ReadonlyMap<string, ExpectedRow> {
  const rows = new Map<string, ExpectedRow>();
  const paths = table.rows.kind === 'elements' ? table.rows.paths : [];
  const add = (record: Exact, element: Exact, key: string, level: number): void => {
    const path = paths[level];
    if (path === undefined) {
      rows.set(key, { record, element });
      return;
    }
    const items = valueAt(element, path);
    if (!isExactArray(items)) return;
    for (const [index, item] of items.entries()) {
      add(record, item, `${key}/${index + 1}`, level + 1);
    }
  };
  for (const { id, records } of events) {
    for (const [index, record] of records.entries()) add(record, record, `${id}/${index + 1}`, 0);
  }
  return rows;
}

/** What a column should hold for a row: the member, unless it belongs to another branch or major. */
export function expectedValue(
  source: ValueSource,
  row: ExpectedRow,
  major: number,
): Exact | undefined {
  const from = source.of === 'record' ? row.record : row.element;
  const isOf = (majors: readonly number[] | undefined) => majors?.includes(major) ?? true;
  const cases = source.when ?? [{ conditions: [] }];
  const holds = cases.some(
    ({ majors, conditions }) =>
      isOf(majors) &&
      conditions.every(({ path, values }) => {
        const found = valueAt(from, path);
        return typeof found === 'string' && values.includes(found);
      }),
  );
  return holds && isOf(source.majors) ? valueAt(from, source.path) : undefined;
}

function valueAt(value: Exact, path: readonly string[]): Exact | undefined {
  let current: Exact | undefined = value;
  for (const name of path) {
    current = isExactObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  }
  return current;
}

/** Names that generated messages use for members which their schema does not declare. */
const UNDECLARED: ReadonlySet<string> = new Set([
  'extra',
  'zusätzlich',
  'x-1',
  'toString',
  'a.b/c~d',
  '',
]);

/** Members of the records that no column of any table holds: a mapping must lose none. */
export function uncoveredMembers(
  tables: readonly Table[],
  events: readonly SentEvent[],
): ReadonlySet<string> {
  const covered = new Set<string>();
  for (const table of tables) {
    const prefix = table.rows.kind === 'elements' ? table.rows.paths.flat() : [];
    for (const { source } of table.columns) {
      if (source.kind === 'value' && source.of !== 'record') {
        covered.add(JSON.stringify([...prefix, ...source.path]));
      }
    }
    if (prefix.length > 0) covered.add(JSON.stringify([...prefix, '[]']));
  }
  const missing = new Set<string>();
  const visit = (value: Exact, path: readonly string[]): void => {
    if (covered.has(JSON.stringify(path))) return;
    if (isExactArray(value) && covered.has(JSON.stringify([...path, '[]']))) {
      for (const item of value) visit(item, path);
    } else if (isExactObject(value)) {
      for (const [name, item] of Object.entries(value)) {
        if (!UNDECLARED.has(name)) visit(item, [...path, name]);
      }
    } else if (value !== null) {
      missing.add(path.join('.'));
    }
  };
  for (const { records } of events) for (const record of records) visit(record, []);
  return missing;
}
