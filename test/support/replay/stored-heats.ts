import type { Message, Store } from '../../../connectors/connector.ts';
import type { EventDatasetPlan } from '../../../contracts/plan/plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';

const FIRST = Date.parse('2026-11-08T06:51:00Z');
const DAY_MS = 86_400_000;

/** The last of `count` messages comes 14 days after the first. */
export function receivedAtMs(n: number, count: number): number {
  return FIRST + Math.floor((n / count) * 14 * DAY_MS);
}

/**
 * The n-th heat report of the caster plant as level 2 sends it, 1.2 kB. Now and then one has no
 * tundish position, a caster that the plant gives up, a high superheat, nine strands, a superheat that
 * no contract allows, a text instead of a number, a member twice, no JSON, the key of the one before,
 * or a major to come.
 */
export function heatMessage(n: number, count: number): Message {
  const text = JSON.stringify(report(every(n, 4_999) ? n - 1 : n));
  return {
    topic: `plant/casting/CC${1 + (n % 3)}/heat/${every(n, 7_001) ? 'v2' : 'v1'}`,
    body: Buffer.from(
      every(n, 6_007)
        ? text.slice(0, -9)
        : every(n, 6_011)
          ? text.replace('"source":', '"source":"l2-old","source":')
          : text,
    ),
    receivedAtMs: receivedAtMs(n, count),
    redelivered: false,
  };
}

function report(n: number): Readonly<Record<string, unknown>> {
  const start = FIRST - 3_600_000 + n * 1_000;
  const iso = (ms: number): string => new Date(ms).toISOString();
  const superheat = every(n, 997) ? 75.5 : every(n, 3_001) ? 999 : 18 + (n % 200) / 10;
  return {
    source: `l2-cc${1 + (n % 3)}`,
    sequence: n + 1,
    heat_id: `H${String(n % 10_000_000).padStart(7, '0')}`,
    revision: 1,
    status: n % 10 === 0 ? 'released' : 'preliminary',
    caster: every(n, 2_003) ? 'CC3' : `CC${1 + (n % 2)}`,
    strands: every(n, 3_499) ? 9 : 6,
    ...(every(n, 691) ? {} : { tundish_heat: 1 + (n % 12) }),
    grade: 'S355J2+N',
    cast_start: iso(start),
    cast_end: iso(start + 2_700_000),
    ladle_weight: 182.4,
    liquidus_temperature: 1_512.5,
    tundish_temperature: every(n, 5_003) ? '1 540' : 1_512.5 + 20,
    superheat,
    chemistry: Object.fromEntries(
      ['c', 'mn', 'si', 'p', 's', 'cr', 'mo', 'v', 'ni', 'cu', 'al', 'n'].map((name, at) => [
        name,
        Number((0.011 * (at + 1) + (n % 1_000) * 1e-6).toFixed(6)),
      ]),
    ),
    samples: [1, 2].map((number) => ({
      number,
      position: number === 1 ? 'ladle' : 'tundish',
      taken_at: iso(start + number * 600_000),
      temperature: 1_540.5,
      elements: ['C', 'Mn', 'Si', 'Al'].map((element, at) => ({
        element,
        content: 0.02 * (at + number),
      })),
    })),
    remarks: n % 7 === 0 ? 'SEN exchanged after the first third; no breakout alarm' : null,
  };
}

function every(n: number, period: number): boolean {
  return n % period === period - 1;
}

/** Stores the messages as a writer of the plant does. */
export async function storeHeats(
  store: Store,
  heats: EventDatasetPlan,
  count: number,
): Promise<void> {
  const sink = rawSink({ store, worker: 'replay', counters: noCounters });
  const identify = identifyEvents(eventRouter([heats]));
  for (let from = 0; from < count; from += 1_000) {
    const numbers = Array.from({ length: Math.min(1_000, count - from) }, (_, at) => from + at);
    await sink.write(identify(numbers.map((n) => heatMessage(n, count))));
  }
}
