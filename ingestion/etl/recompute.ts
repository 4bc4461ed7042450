import type { Row, StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Column, ComputedDatasetPlan, Table } from '../../contracts/plan/plan.ts';
import { identifierList, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import type { AffectedKey } from './affected-keys.ts';
import { tableSql } from './changed-rows.ts';
import { inChunks, inTime } from './in-time.ts';
import { columnDefinition } from './insert-rows.ts';

export interface Revisions {
  /** Rows that the transform gave. */
  readonly computed: number;
  /** Revisions written because a row is new or differs. */
  readonly revised: number;
  /** Revisions written because a key is in the result no more. */
  readonly gone: number;
}

export interface Recompute {
  /** Recomputes these keys only. */
  keys(session: StoreSession, keys: readonly AffectedKey[]): Promise<Revisions>;
  /**
   * Recomputes the whole result: in one statement or, where that takes longer than the store lets a
   * statement run, in chunks of its keys. Listing the keys and computing a single one must be in
   * time; where they are not, raise the store's `statementTimeoutMs`.
   */
  all(session: StoreSession, dataset: string): Promise<Revisions>;
  /** All keys of the result and of the table, for where `all` meets a value that it cannot compute. */
  listKeys(session: StoreSession): Promise<readonly (readonly string[])[]>;
}

interface CountRow extends Row {
  readonly computed: number;
  readonly revised: number;
  readonly gone: number;
  readonly duplicates: number;
  readonly null_keys: number;
}

/**
 * Compiles the statements that bring a computed dataset's table up to date: run the transform for
 * some or all keys, compare with the newest revision per key, and insert a revision where they
 * differ. Rejects with a `drift` Failure where the transform's result has no usable key.
 */
export function compileRecompute(plan: ComputedDatasetPlan): Recompute {
  const [table] = plan.tables;
  if (table === undefined || plan.key.length === 0) {
    throw new Error(`computed dataset ${plan.id} has no table or no key`);
  }
  const keyColumns = keyColumnsOf(plan);
  const keysSql = recomputeSql(plan, table, keyColumns, 'keys');
  const allSql = recomputeSql(plan, table, keyColumns, 'all');

  const keys = (session: StoreSession, wanted: readonly WantedKey[]): Promise<Revisions> =>
    run(session, plan, keysSql, [
      wantedJson(keyColumns, wanted),
      ...keyColumns.map((_, index) => wanted.map(({ values }) => values[index])),
    ]);
  const listKeys = async (session: StoreSession): Promise<readonly (readonly string[])[]> => {
    const rows = await session.query<Row & { values: readonly (string | null)[] }>({
      text: listKeysSql(plan, table, keyColumns),
    });
    return rows.map(({ values }) => values.filter((value) => value !== null));
  };

  return {
    keys,
    listKeys,
    all: async (session, dataset) => {
      const whole = await inTime(session, () => run(session, plan, allSql, [dataset]));
      if (whole !== undefined) return whole;
      const everything = (await listKeys(session)).map(
        (values): WantedKey => ({
          values,
          dataset,
          eventIds: [],
          change: 'recompute',
          newestTime: null,
        }),
      );
      const parts = await inChunks(session, everything, (chunk) => keys(session, chunk));
      const total = (of: (part: Revisions) => number): number =>
        parts.reduce((sum, part) => sum + of(part), 0);
      return {
        computed: total(({ computed }) => computed),
        revised: total(({ revised }) => revised),
        gone: total(({ gone }) => gone),
      };
    },
  };
}

/** A key and why it is recomputed. */
type WantedKey = Omit<AffectedKey, 'change'> & {
  readonly change: AffectedKey['change'] | 'recompute';
};

async function run(
  session: StoreSession,
  plan: ComputedDatasetPlan,
  text: string,
  values: readonly unknown[],
): Promise<Revisions> {
  let row: CountRow | undefined;
  try {
    [row] = await session.query<CountRow>({ text, values });
  } catch (error) {
    if (error instanceof Failure && error.sqlState === '23505') throw duplicateKey(plan, error);
    throw error;
  }
  if (row === undefined) throw new Error(`recomputing ${plan.id} answered nothing`);
  if (row.duplicates > 0) throw duplicateKey(plan);
  if (row.null_keys > 0) throw nullKey(plan);
  return { computed: row.computed, revised: row.revised, gone: row.gone };
}

function duplicateKey(plan: ComputedDatasetPlan, cause?: unknown): Failure {
  return new Failure(
    'drift',
    `${plan.transform.path}: the result of ${plan.id} has a key (${plan.key.join(', ')}) more than once; a key names one row, so group by it or widen the key in ${plan.contractPath}`,
    { cause },
  );
}

/** The transform yields rows without a key. */
export function nullKey(plan: ComputedDatasetPlan): Failure {
  return new Failure(
    'drift',
    `${plan.transform.path}: the result of ${plan.id} has NULL in its key (${plan.key.join(', ')}); such a row can never be found again, so leave it out or give it a value`,
  );
}

function wantedJson(keyColumns: readonly Column[], keys: readonly WantedKey[]): string {
  return JSON.stringify(
    keys.map((key) => ({
      ...Object.fromEntries(keyColumns.map(({ name }, index) => [name, key.values[index]])),
      _dataset: key.dataset,
      _event_ids: key.eventIds,
      _change: key.change,
      _newest_time: key.newestTime,
    })),
  );
}

/**
 * One statement, so one snapshot. `computed` and `newest` both get the keys as plain conditions on
 * the key columns, which PostgreSQL pushes down into grouped and joined subqueries; a row
 * comparison alone would be checked after the whole transform had run.
 */
function recomputeSql(
  plan: ComputedDatasetPlan,
  table: Table,
  keyColumns: readonly Column[],
  scope: 'keys' | 'all',
): string {
  const resultColumns = table.columns.filter(({ source }) => source.kind === 'result');
  const keyNames = keyColumns.map(({ name }) => name);
  const valueColumns = resultColumns.filter(({ name }) => !keyNames.includes(name));
  const order = newestOrder(plan);
  const resultOf = ({ name, type, source }: Column): string =>
    `t.${quoteIdentifier(source.kind === 'result' ? source.column : name)}::${type}`;
  const narrowed = (written: (column: Column) => string): string =>
    scope === 'all' ? 'true' : keyCondition(keyColumns, written);
  const joined = (alias: string): string =>
    keyNames
      .map((name) => `${alias}.${quoteIdentifier(name)} = w.${quoteIdentifier(name)}`)
      .join(' AND ');
  const results = resultColumns.map(
    (column) => `${resultOf(column)} AS ${quoteIdentifier(column.name)}`,
  );
  return `WITH ${scope === 'keys' ? `wanted AS MATERIALIZED (${wantedSql(keyColumns)}),` : ''}
computed AS MATERIALIZED (
  SELECT true AS _present, ${results.join(', ')}
  FROM (
${plan.transform.sql}
  ) AS t
  WHERE ${narrowed(resultOf)}
),
newest AS MATERIALIZED (
  SELECT DISTINCT ON (${identifierList(keyNames)}) true AS _present, b.*
  FROM ${tableSql(table)} AS b
  WHERE ${narrowed(({ name }) => `b.${quoteIdentifier(name)}`)}
  ORDER BY ${[...keyNames.map(quoteIdentifier), ...order].join(', ')}
),
${scope === 'all' ? `wanted AS MATERIALIZED (${everythingSql(keyNames)}),` : ''}
revision AS (
  INSERT INTO ${tableSql(table)} (${identifierList([...keyNames, ...valueColumns.map(({ name }) => name), '_committed_at', '_cause', '_gone'])})
  SELECT ${[
    ...keyNames.map((name) => `w.${quoteIdentifier(name)}`),
    ...valueColumns.map(({ name }) => `c.${quoteIdentifier(name)}`),
  ].join(', ')},
    greatest(clock_timestamp(), n._committed_at + interval '1 microsecond'),
    jsonb_build_object('dataset', w._dataset, 'event_ids', coalesce(w._event_ids, '[]'), 'reason',
      CASE WHEN n._present IS NULL THEN 'new'
           WHEN w._change <> 'arrival' THEN w._change
           WHEN c._present IS NULL THEN 'revision'
           WHEN w._newest_time > n._committed_at THEN 'new'
           ELSE 'late' END),
    c._present IS NULL
  FROM wanted AS w
  LEFT JOIN computed AS c ON ${joined('c')}
  LEFT JOIN newest AS n ON ${joined('n')}
  WHERE CASE WHEN c._present
    THEN n._present IS NULL OR n._gone OR ${differs(valueColumns)}
    ELSE n._present AND NOT n._gone END
  RETURNING _gone
)
SELECT
  (SELECT count(*)::integer FROM computed) AS computed,
  (SELECT count(*)::integer FROM revision WHERE NOT _gone) AS revised,
  (SELECT count(*)::integer FROM revision WHERE _gone) AS gone,
  (SELECT count(*)::integer FROM (SELECT 1 FROM computed
    GROUP BY ${identifierList(keyNames)} HAVING count(*) > 1) AS d) AS duplicates,
  (SELECT count(*)::integer FROM computed WHERE ${keyNames.map((name) => `${quoteIdentifier(name)} IS NULL`).join(' OR ')}) AS null_keys`;
}

/** `_committed_at` only ever grows per key, so a clock set back cannot hide the newest revision. */
function newestOrder(plan: ComputedDatasetPlan): readonly string[] {
  const view = plan.views.find(({ definition }) => definition.kind === 'newest');
  const order =
    view?.definition.kind === 'newest' ? view.definition.order : ['_committed_at', '_tx'];
  return order.map((name) => `${quoteIdentifier(name)} DESC NULLS LAST`);
}

/** Two texts may be one key (1.5 and 1.50, from two views): its weightiest cause stays. */
function wantedSql(keyColumns: readonly Column[]): string {
  const names = identifierList(keyColumns.map(({ name }) => name));
  return `SELECT DISTINCT ON (${names}) * FROM json_to_recordset($1::json) AS r (${keyColumns.map(columnDefinition).join(', ')},
    _dataset text, _event_ids jsonb, _change text, _newest_time timestamptz)
  ORDER BY ${names}, array_position(array['cancellation', 'revision', 'arrival'], _change)`;
}

function everythingSql(keyNames: readonly string[]): string {
  const names = identifierList(keyNames);
  const present = keyNames.map((name) => `${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
  return `SELECT k.*, $1::text AS _dataset, NULL::jsonb AS _event_ids, 'recompute' AS _change, NULL::timestamptz AS _newest_time
  FROM (SELECT ${names} FROM computed WHERE ${present} UNION SELECT ${names} FROM newest) AS k`;
}

/** Columns that are no key are not asked for, so PostgreSQL mostly does not compute them. */
function listKeysSql(
  plan: ComputedDatasetPlan,
  table: Table,
  keyColumns: readonly Column[],
): string {
  const typed = keyColumns.map(({ name, type }) => `t.${quoteIdentifier(name)}::${type}`);
  const names = identifierList(keyColumns.map(({ name }) => name));
  const values = keyColumns.map(({ name }) => `k.${quoteIdentifier(name)}::text`);
  const present = keyColumns.map(({ name }) => `k.${quoteIdentifier(name)} IS NOT NULL`);
  return `SELECT array[${values.join(', ')}] AS values FROM (
  SELECT ${typed.join(', ')} FROM (
${plan.transform.sql}
  ) AS t
  UNION SELECT ${names} FROM ${tableSql(table)}
) AS k (${names}) WHERE ${present.join(' AND ')}`;
}

function keyCondition(keyColumns: readonly Column[], written: (column: Column) => string): string {
  const each = keyColumns.map(
    (column, index) => `${written(column)} = ANY($${index + 2}::${column.type}[])`,
  );
  if (keyColumns.length === 1) return each.join('');
  const values = keyColumns.map(written).join(', ');
  const wanted = identifierList(keyColumns.map(({ name }) => name));
  return `${each.join(' AND ')} AND (${values}) IN (SELECT ${wanted} FROM wanted)`;
}

function differs(columns: readonly Column[]): string {
  if (columns.length === 0) return 'false';
  const of = (alias: string): string =>
    columns.map(({ name }) => `${alias}.${quoteIdentifier(name)}`).join(', ');
  return `ROW(${of('c')}) IS DISTINCT FROM ROW(${of('n')})`;
}

/** The key columns of a computed dataset's table, in the order of its key. */
export function keyColumnsOf(plan: ComputedDatasetPlan): readonly Column[] {
  return plan.key.map((name) => {
    const column = plan.tables[0]?.columns.find((one) => one.name === name);
    if (column === undefined) throw new Error(`the table of ${plan.id} has no key column ${name}`);
    return column;
  });
}
