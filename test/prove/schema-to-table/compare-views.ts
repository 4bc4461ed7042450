import type { StoreSession } from '../../../connectors/connector.ts';
import type { EventDatasetPlan, Table, View } from '../../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../../../contracts/plan/sql-text.ts';
import { viewTable } from '../../../contracts/plan/view-table.ts';
import { type ExpectedRow, expectedRows, expectedValue } from './expected-rows.ts';
import { sameValue } from './same-value.ts';
import type { SentEvent } from './sent-events.ts';

export interface Comparison {
  readonly rows: number;
  readonly values: number;
  /** Values that differ, rows that are missing or too many. */
  readonly different: number;
  readonly examples: readonly string[];
}

/** Reads an event dataset back through its versioned views and compares it with what was sent. */
export async function compareViews(
  session: StoreSession,
  dataset: EventDatasetPlan,
  major: number,
  events: readonly SentEvent[],
): Promise<Comparison> {
  const report = new Report();
  for (const table of dataset.tables) {
    const expected = expectedRows(table, events);
    const views = dataset.views.filter(
      (view) => view.major === major && viewTable(view.definition) === table.name,
    );
    const majors = table.rows.kind === 'elements' ? table.rows.majors : undefined;
    if (majors?.includes(major) === false) continue;
    if (views.length === 0) report.differs(`${table.name} has no view of major ${major}`);
    for (const view of views) await compareView(session, table, view, expected, report);
  }
  return report;
}

class Report implements Comparison {
  rows = 0;
  values = 0;
  different = 0;
  readonly examples: string[] = [];

  differs(example: string): void {
    this.different += 1;
    if (this.examples.length < 5) this.examples.push(example.slice(0, 300));
  }
}

async function compareView(
  session: StoreSession,
  table: Table,
  view: View,
  expected: ReadonlyMap<string, ExpectedRow>,
  report: Report,
): Promise<void> {
  const columns = view.columns.flatMap((shown) => {
    const column = table.columns.find(({ name }) => name === shown.column);
    return column?.source.kind === 'value'
      ? [{ name: shown.name, type: column.type, source: column.source }]
      : [];
  });
  const keys = table.primaryKey.map((name) => `${quoteIdentifier(name)}::text`);
  const texts = columns.map(({ name, type }) =>
    type.endsWith('[]')
      ? `to_json(${quoteIdentifier(name)})::text`
      : `${quoteIdentifier(name)}::text`,
  );
  const rows = await session.query<{ key: string; texts: readonly (string | null)[] }>({
    text: `SELECT concat_ws('/', ${keys.join(', ')}) AS key, ARRAY[${[...texts, 'NULL'].join(', ')}]::text[] AS texts
FROM ${qualifiedName(view.store, view.name)}`,
  });
  const seen = new Set<string>();
  for (const { key, texts: stored } of rows) {
    const row = expected.get(key);
    if (row === undefined || seen.has(key)) {
      report.differs(`${view.name}: a row ${key} that nobody sent`);
      continue;
    }
    seen.add(key);
    report.rows += 1;
    for (const [index, { name, type, source }] of columns.entries()) {
      const sent = expectedValue(source, row, view.major);
      const found = stored[index] ?? null;
      report.values += 1;
      if (!sameValue(type, source.zone, sent, found)) {
        report.differs(
          `${view.name}.${name} ${type}: sent ${JSON.stringify(sent)}, found ${found}`,
        );
      }
    }
  }
  await compareRowCount(session, view, seen.size, expected.size, report);
}

/** Views of the newest hide older revisions, so they are counted by their keys. */
async function compareRowCount(
  session: StoreSession,
  view: View,
  seen: number,
  expected: number,
  report: Report,
): Promise<void> {
  const { definition } = view;
  let wanted = expected;
  if (definition.kind === 'children-of-newest') return;
  if (definition.kind === 'newest') {
    const key = definition.key.map(quoteIdentifier).join(', ');
    const hidden = definition.hidden;
    const cancelled =
      hidden?.kind === 'equals'
        ? `${quoteIdentifier(hidden.column)} IS NOT DISTINCT FROM ${quoteLiteral(hidden.value)}`
        : 'false';
    const order = definition.order.map((name) => `${quoteIdentifier(name)} DESC NULLS LAST`);
    const [row] = await session.query<{ n: number }>({
      text: `SELECT count(*) FILTER (WHERE NOT cancelled)::integer AS n FROM (
  SELECT DISTINCT ON (${key}) ${cancelled} AS cancelled
  FROM ${qualifiedName(view.store, definition.table)}
  WHERE ROW(${key}) IS NOT NULL
  ORDER BY ${key}, ${order.join(', ')}) AS newest`,
    });
    wanted = row?.n ?? 0;
  }
  if (seen !== wanted) report.differs(`${view.name} has ${seen} rows, ${wanted} were sent`);
}
