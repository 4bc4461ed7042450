import type { Row, StoreSession } from '../../connectors/connector.ts';
import type { ChangedBy } from '../../contracts/model/transform.ts';
import type { Column } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { changedRows, hiddenCondition, originRows, revisedCondition } from './changed-rows.ts';
import { growingTable, provenanceColumn, type SourceView } from './source-view.ts';

/** What happened to the source that made a key's row differ. */
export type SourceChange = 'cancellation' | 'revision' | 'arrival';

/** A key whose row a change may touch; values are PostgreSQL texts in the order of the key. */
export interface AffectedKey {
  readonly values: readonly string[];
  readonly dataset: string;
  /** At most EVENTS_NAMED; empty where the change cannot be pinned to single events. */
  readonly eventIds: readonly string[];
  readonly change: SourceChange;
  /** The newest event time among the new rows, where it is known per key. */
  readonly newestTime: string | null;
}

export interface AffectedKeys {
  readonly keys: readonly AffectedKey[];
  /** Changed rows that lead to a key with a NULL in it. */
  readonly nullKeys: boolean;
  /** More keys than the limit; `keys` is then incomplete. */
  readonly tooMany: boolean;
}

const EVENTS_NAMED = 5;

interface KeyRow extends Row {
  readonly values: readonly (string | null)[];
  readonly event_ids: readonly string[] | null;
  readonly cancelled: boolean;
  readonly revised: boolean;
  readonly newest_time: string | null;
}

/** One view's way from changed rows to affected keys. */
export interface KeyQuery {
  readonly source: SourceView;
  /** Window parameters from 1 to 3, limit in 4. */
  readonly text: string;
}

/**
 * `key` are the key columns of the computed table, in the order of the values. Keys are compared in
 * their types: as text, 1.5 and 1.50 would be two keys, and 2.0 none of a bigint.
 */
export function keyQuery(source: SourceView, entry: ChangedBy, key: readonly Column[]): KeyQuery {
  return {
    source,
    text:
      entry.keys.kind === 'columns'
        ? columnsQuery(source, entry.keys.columns, key)
        : selectQuery(source, entry.keys.sql, key),
  };
}

/**
 * The key stands in the changed rows, so the cause can be named per key. Rows that are in `changed`
 * for their key's sake only (older revisions) lend it their key, never their event id.
 */
function columnsQuery(
  source: SourceView,
  columns: readonly string[],
  key: readonly Column[],
): string {
  const { view } = source;
  const isParentless = source.parent === undefined;
  const values = key.map(
    ({ type }, index) => `c.${quoteIdentifier(columns[index] ?? '')}::${type}`,
  );
  const origin = isParentless ? originOf(source) : undefined;
  const link = origin === undefined ? undefined : viewColumnOf(source, origin.id);
  if (origin === undefined || link === undefined) {
    return `WITH ${changedRows(source)}
SELECT array[${texts(values)}] AS values, NULL::text[] AS event_ids, false AS cancelled,
  false AS revised, NULL::timestamptz AS newest_time
FROM changed AS c GROUP BY ${values.join(', ')} LIMIT $4::bigint`;
  }
  return `WITH ${changedRows(source)},
_origin AS MATERIALIZED (${originRows(source, [
    `w.${quoteIdentifier(origin.id)} AS id`,
    `w.${quoteIdentifier(origin.time)} AS at`,
    `${hiddenCondition(view.definition, 'w')} AS hidden`,
    `${revisedCondition(source)} AS revised`,
  ])})
SELECT array[${texts(values)}] AS values,
  (array_agg(DISTINCT o.id::text) FILTER (WHERE o.id IS NOT NULL))[1:${EVENTS_NAMED}] AS event_ids,
  coalesce(bool_or(o.hidden), false) AS cancelled, coalesce(bool_or(o.revised), false) AS revised,
  max(o.at) AS newest_time
FROM changed AS c LEFT JOIN _origin AS o ON o.id = c.${quoteIdentifier(link)}
GROUP BY ${values.join(', ')} LIMIT $4::bigint`;
}

/** The contract's own SELECT maps rows to keys; events are named only where there are few. */
function selectQuery(source: SourceView, sql: string, key: readonly Column[]): string {
  const origin = originOf(source);
  const values = key.map(({ name, type }) => `k.${quoteIdentifier(name)}::${type}`);
  const events =
    origin === undefined
      ? 'NULL::text[]'
      : `(SELECT CASE WHEN count(*) <= ${EVENTS_NAMED} THEN array_agg(e.id::text ORDER BY e.id) END
   FROM (${originRows(source, [`DISTINCT w.${quoteIdentifier(origin.id)} AS id`])} LIMIT ${EVENTS_NAMED + 1}) AS e)`;
  return `WITH ${changedRows(source)}
SELECT array[${texts(values)}] AS values, ${events} AS event_ids, false AS cancelled,
  false AS revised, NULL::timestamptz AS newest_time
FROM (
${sql}
) AS k GROUP BY ${values.join(', ')} LIMIT $4::bigint`;
}

function texts(values: readonly string[]): string {
  return values.map((value) => `${value}::text`).join(', ');
}

function originOf(source: SourceView): { readonly id: string; readonly time: string } | undefined {
  const table = growingTable(source);
  const id = provenanceColumn(table, 'event-id');
  const time = provenanceColumn(table, 'event-time');
  return id === undefined || time === undefined ? undefined : { id, time };
}

function viewColumnOf(source: SourceView, column: string): string | undefined {
  return source.view.columns.find((one) => one.column === column)?.name;
}

const weight: Readonly<Record<SourceChange, number>> = { cancellation: 2, revision: 1, arrival: 0 };

/** Runs the queries over one window; a key that several views touch keeps its weightiest cause. */
export async function findAffectedKeys(
  session: StoreSession,
  queries: readonly KeyQuery[],
  window: readonly unknown[],
  limit: number,
): Promise<AffectedKeys> {
  const found = new Map<string, AffectedKey>();
  let nullKeys = false;
  for (const { source, text } of queries) {
    const rows = await session.query<KeyRow>({ text, values: [...window, limit + 1] });
    for (const row of rows) {
      const values = row.values.filter((value) => value !== null);
      if (values.length < row.values.length) {
        nullKeys = true;
        continue;
      }
      const key: AffectedKey = {
        values,
        dataset: source.dataset,
        eventIds: row.event_ids ?? [],
        change: row.cancelled ? 'cancellation' : row.revised ? 'revision' : 'arrival',
        newestTime: row.newest_time,
      };
      const name = JSON.stringify(values);
      found.set(name, weightier(found.get(name), key));
    }
    if (rows.length > limit || found.size > limit) {
      return { keys: [...found.values()], nullKeys, tooMany: true };
    }
  }
  return { keys: [...found.values()], nullKeys, tooMany: false };
}

function weightier(known: AffectedKey | undefined, next: AffectedKey): AffectedKey {
  if (known === undefined) return next;
  const winner = weight[next.change] > weight[known.change] ? next : known;
  if (known.dataset !== next.dataset) return winner;
  return {
    ...winner,
    eventIds: [...new Set([...known.eventIds, ...next.eventIds])].sort().slice(0, EVENTS_NAMED),
  };
}
