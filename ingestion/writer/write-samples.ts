import type { StoreSession } from '../../connectors/connector.ts';
import type { Failure } from '../../connectors/failure.ts';
import { compareText } from '../../contracts/finding.ts';
import type { Reason } from '../quarantine/reason.ts';
import { conflictingSamples, insertSamples, type SampleRow } from './metrics-statements.ts';
import type { SensorMessage } from './read-samples.ts';
import type { SampleTable } from './sensor-streams.ts';

/** Why samples of a message are not stored, and how many. */
export interface Refusal {
  readonly reasons: Reason[];
  samples: number;
}

/** What became of the samples of one stream. */
export interface SampleFates {
  stored: number;
  duplicate: number;
}

interface Pending {
  readonly table: SampleTable;
  readonly rows: SampleRow[];
  readonly messages: SensorMessage[];
}

/**
 * Inserts the samples of messages that have a stream, table by table, and returns the refusals: those
 * that the messages brought along and samples that contradict a stored one.
 */
export async function writeSamples(
  session: StoreSession,
  items: readonly SensorMessage[],
  fatesOf: (stream: string) => SampleFates,
): Promise<ReadonlyMap<SensorMessage, Refusal>> {
  const tables = new Map<string, Pending>();
  const refusals = new Map<SensorMessage, Refusal>();
  for (const item of items) {
    const { route, samples, refused, reasons, message } = item;
    if (refused > 0) refusals.set(item, { reasons: [...reasons], samples: refused });
    if (route?.kind !== 'known') continue;
    const pending = tables.get(route.stream) ?? { table: route.table, rows: [], messages: [] };
    tables.set(route.stream, pending);
    for (const sample of samples) {
      pending.rows.push({ sample, version: route.version, receivedAtMs: message.receivedAtMs });
      pending.messages.push(item);
    }
  }
  for (const [stream, pending] of [...tables].sort(([a], [b]) => compareText(a, b))) {
    await writeTable(session, pending, fatesOf(stream), refusals);
  }
  return refusals;
}

async function writeTable(
  session: StoreSession,
  { table, rows, messages }: Pending,
  fates: SampleFates,
  refusals: Map<SensorMessage, Refusal>,
): Promise<void> {
  if (rows.length === 0) return;
  const [inserted] = await session.query<{ fresh: number }>(insertSamples(table, rows));
  const fresh = inserted?.fresh ?? 0;
  fates.stored += fresh;
  if (fresh === rows.length) return;
  const conflicts = await session.query<{ position: number }>(conflictingSamples(table, rows));
  fates.duplicate += rows.length - fresh - conflicts.length;
  for (const { position } of conflicts) {
    const item = messages[position];
    if (item === undefined) continue;
    const refusal = refusals.get(item) ?? { reasons: [], samples: 0 };
    refusal.samples += 1;
    refusal.reasons.push(conflictReason);
    refusals.set(item, refusal);
  }
}

const conflictReason: Reason = {
  pointer: '',
  rule: 'sample-conflict',
  message: 'A sample of the same series and time with another value or quality came first.',
};

/** A message none of whose samples the store takes. */
export function refusedByStore(item: SensorMessage, { sqlState, column }: Failure): SensorMessage {
  const reason: Reason = {
    pointer: '',
    rule: 'store-refused',
    message: `The store refused a value${column === undefined ? '' : ` of ${column}`} (SQLSTATE ${sqlState ?? 'unknown'}).`,
  };
  return {
    ...item,
    samples: [],
    refused: item.samples.length + item.refused,
    reasons: [...item.reasons, reason],
  };
}
