import type { Row, Store } from '../../../connectors/connector.ts';
import { compareText } from '../../../contracts/finding.ts';
import type { Plan, SensorDatasetPlan } from '../../../contracts/plan/plan.ts';
import { qualifiedName } from '../../../contracts/plan/sql-text.ts';
import type { ReplayReason, StreamReplay } from '../gate-result.ts';

/** A sensor stream whose register judges samples of some tags otherwise than before. */
export interface ChangedRegister {
  readonly stored: SensorDatasetPlan;
  readonly tags: readonly TagPeriod[];
}

/** What the proposed register says of a tag in a period; `known` is false where it has the tag no more. */
interface TagPeriod {
  readonly tag: string;
  readonly known: boolean;
  readonly from: string | null;
  readonly until: string | null;
  readonly minimum: string | null;
  readonly maximum: string | null;
}

/** The tags whose range, or whose being known, differs between two plans. */
export function changedRegisters(previous: Plan, current: Plan): readonly ChangedRegister[] {
  return previous.datasets.flatMap((stored) => {
    const proposed = current.datasets.find(({ id }) => id === stored.id);
    if (stored.kind !== 'sensor' || proposed?.kind !== 'sensor') return [];
    // A dataset without a register takes any tag, without a range.
    if (proposed.tags.length === 0) return [];
    const before = periodsOf(stored);
    const after = periodsOf(proposed);
    const names = new Set(stored.tags.length === 0 ? after.keys() : before.keys());
    const tags = [...names].sort(compareText).flatMap((tag) => {
      const periods = after.get(tag);
      if (JSON.stringify(periods) === JSON.stringify(before.get(tag))) return [];
      return periods ?? [{ ...NOTHING, tag }];
    });
    return tags.length === 0 ? [] : [{ stored, tags }];
  });
}

const NOTHING = { known: false, from: null, until: null, minimum: null, maximum: null } as const;

function periodsOf({ tags }: SensorDatasetPlan): ReadonlyMap<string, readonly TagPeriod[]> {
  const byId = new Map<string, SensorDatasetPlan['tags'][number][]>();
  for (const tag of tags) byId.set(tag.id, [...(byId.get(tag.id) ?? []), tag]);
  return new Map(
    [...byId].map(([id, rows]) => {
      // Of two names from the same moment on the first row counts, as where samples are written.
      const ordered = [...rows]
        .sort((a, b) => startOf(a) - startOf(b))
        .filter((row, at, all) => at === 0 || startOf(row) !== startOf(all[at - 1] ?? row));
      const periods = ordered.map((row, index) => ({
        tag: id,
        known: true,
        from: row.validFrom ?? null,
        until: ordered[index + 1]?.validFrom ?? null,
        minimum: row.minimum ?? null,
        maximum: row.maximum ?? null,
      }));
      return [id, periods];
    }),
  );
}

function startOf({ validFrom }: { readonly validFrom?: string }): number {
  return validFrom === undefined ? Number.MIN_SAFE_INTEGER : Date.parse(validFrom);
}

interface CountRow extends Row {
  readonly tag: string;
  readonly known: boolean;
  readonly judged: string;
  readonly failing: string;
  readonly first: string | null;
  readonly last: string | null;
}

/**
 * Counts, in the database, stored samples of good quality that the proposed register would store as
 * bad (out of range) or refuse (no such tag). Samples that were bad already are not judged: whether
 * their source or the range said so is not kept.
 */
export async function countSamples(
  store: Store,
  { stored, tags }: ChangedRegister,
  sinceMs: number,
): Promise<StreamReplay> {
  const table = stored.tables[0];
  if (table === undefined) throw new Error(`${stored.id} has no table of samples`);
  const rows = await store.transaction(async (session) => {
    await session.query({ text: 'SET TRANSACTION READ ONLY' });
    return session.query<CountRow>({
      text: `SELECT r.tag, bool_and(r.known) AS known, count(*) AS judged,
  count(*) FILTER (WHERE ${OUTSIDE}) AS failing,
  min(s.time) FILTER (WHERE ${OUTSIDE}) AS first, max(s.time) FILTER (WHERE ${OUTSIDE}) AS last
FROM ${qualifiedName(table.store, table.name)} AS s
JOIN json_to_recordset($1::json) AS r (tag text, known boolean, "from" timestamptz, until timestamptz,
    minimum double precision, maximum double precision)
  ON s.tag = r.tag AND (r."from" IS NULL OR s.time >= r."from") AND (r.until IS NULL OR s.time < r.until)
WHERE s.time >= $2::timestamptz AND s.quality = 'good'
GROUP BY r.tag ORDER BY r.tag`,
      values: [JSON.stringify(tags), new Date(sinceMs).toISOString()],
    });
  });
  const failing = rows.filter((row) => row.failing !== '0');
  return {
    stream: stored.id,
    of: 'samples',
    judged: sum(rows.map((row) => row.judged)),
    failing: sum(failing.map((row) => row.failing)),
    failedBefore: 0,
    mended: 0,
    unread: 0,
    reasons: failing.map(reasonOf).sort((a, b) => b.messages - a.messages),
  };
}

const OUTSIDE = 'NOT r.known OR s.value < r.minimum OR s.value > r.maximum';

function reasonOf({ tag, known, failing, first, last }: CountRow): ReplayReason {
  return {
    rule: known ? 'range' : 'tag-known',
    pointer: tag,
    messages: Number(failing),
    first: first ?? '',
    last: last ?? '',
    example: '',
  };
}

function sum(counts: readonly string[]): number {
  return counts.reduce((total, count) => total + Number(count), 0);
}
