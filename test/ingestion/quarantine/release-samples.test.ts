import { expect, test } from 'vitest';
import type { Message, Store } from '../../../connectors/connector.ts';
import type { Plan, SensorDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { decrypt } from '../../../ingestion/personal/decrypt.ts';
import { releaseHeldSamples } from '../../../ingestion/quarantine/release-samples.ts';
import { metricsSink } from '../../../ingestion/writer/metrics-sink.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import {
  sensorRouter,
  sensorRoutes,
  type ValidateMessage,
} from '../../../ingestion/writer/sensor-streams.ts';
import { describeWith } from '../../support/services/services.ts';
import { strandSamples } from '../../support/streams/strand-samples.ts';
import { plantPlan } from '../etl/support/heat-plan.ts';
import { emptyPlant } from '../etl/support/plant.ts';

const [template] = strandSamples.majors;
if (template === undefined) throw new Error('the samples have a major');
const one: StreamMajor = template;

function withMajors(...majors: readonly Partial<StreamMajor>[]): SensorDatasetPlan {
  return {
    ...strandSamples,
    majors: majors.map((more) => ({
      ...one,
      version: `${more.major ?? 1}.0.0`,
      topicFilter: `plant/casting/+/strand/v${more.major ?? 1}`,
      ...more,
    })),
  };
}

const plan: Plan = { ...plantPlan, datasets: [strandSamples] };
const validate: ValidateMessage = (value) =>
  JSON.stringify(value).includes('refused')
    ? [{ pointer: '/0/value', rule: 'type', message: 'value is no number' }]
    : null;

function samples(number: number, count: number, more: object = {}): string {
  return JSON.stringify(
    Array.from({ length: count }, (_, index) => ({
      strand: 1,
      tag: 'SPD',
      time: new Date(Date.UTC(2026, 2, 1) + (number * 10 + index) * 1000).toISOString(),
      value: 1.2,
      quality: 'good',
      ...more,
    })),
  );
}

/** Writes messages of major 2 as a process does that knows major 1 only. */
async function hold(store: Store, bodies: readonly string[]): Promise<void> {
  const sink = metricsSink({ store, worker: 'before', counters: noCounters });
  const read = readSamples(sensorRouter([withMajors({ major: 1 })], () => validate));
  const messages = bodies.map(
    (body): Message => ({
      topic: 'plant/casting/c1/strand/v2',
      body: Buffer.from(body),
      receivedAtMs: Date.UTC(2026, 2, 1),
      redelivered: false,
    }),
  );
  await sink.write(read(messages));
}

async function account(store: Store) {
  const { sensors } = await openBooks(plan, { raw: store, metrics: store, curated: store }).read();
  return sensors[0];
}

describeWith('PostgreSQL 15', 'held samples', () => {
  test('are written once by two processes at once, and what breaks the contract stays', async () => {
    const { store } = await emptyPlant(plan);
    const good = Array.from({ length: 1_200 }, (_, n) => samples(n, 3));
    await hold(store, [
      ...good.slice(0, 700),
      samples(2_000, 3, { strand: 'no number' }),
      samples(2_001, 2, { value: 'refused' }),
      'not JSON',
      // The second sample contradicts one that a message before has.
      samples(3, 1, { value: 2.4 }),
      ...good.slice(700),
      // Again, and another message with one of its samples.
      good[0] ?? '',
      samples(0, 1, { remark: 'other text' }),
    ]);
    expect(await account(store)).toMatchObject({
      received: 3 * 1_200 + 3 + 2 + 1 + 1 + 3 + 1,
      metrics: 0,
      duplicate: 3,
      quarantined: 3 * 1_200 + 3 + 2 + 1 + 1 + 1,
      balanced: true,
    });
    const routes = sensorRoutes([withMajors({ major: 1 }, { major: 2 })], () => validate);
    const release = (worker: string) =>
      releaseHeldSamples({ store, worker, counters: noCounters, routes });
    const results = await Promise.all([release('a'), release('b'), release('c')]);
    expect(results.reduce((sum, { replayed }) => sum + replayed, 0)).toBe(1_201);
    expect(results.reduce((sum, { broken }) => sum + broken, 0)).toBe(4);
    expect(await account(store)).toMatchObject({
      // Of two samples, one breaks the contract.
      metrics: 3 * 1_200 + 1,
      duplicate: 4,
      quarantined: 3 + 1 + 1 + 1,
      balanced: true,
    });
    expect(await release('a')).toEqual({ replayed: 0, broken: 0 });
    const states = await store.query({
      text: `SELECT state, contract_version, reasons->0->>'rule' AS rule, count(*)::integer AS n
FROM metrics.quarantine WHERE state <> 'replayed' GROUP BY 1, 2, 3 ORDER BY 3`,
    });
    expect(states).toEqual(
      ['not-json', 'sample-conflict', 'store-refused', 'type'].map((rule) => ({
        state: 'open',
        contract_version: '2.0.0',
        rule,
        n: 1,
      })),
    );
  });

  test('of a contract that calls a member personal are treated before they are written', async () => {
    const { store } = await emptyPlant(plan);
    await hold(store, [samples(0, 2, { inspector: 'Geheim' })]);
    const personal = [{ path: ['inspector'], treatment: 'encrypt' as const }];
    const routes = sensorRoutes([withMajors({ major: 1 }, { major: 2, personal })], () => validate);
    const context = { store, worker: 'a', counters: noCounters, routes };
    expect(await releaseHeldSamples(context)).toEqual({ replayed: 0, broken: 0 });
    const encryptionKey = Buffer.alloc(32, 1);
    const keys = { encryptionKey, pseudonymKey: undefined };
    expect(await releaseHeldSamples({ ...context, keys })).toEqual({ replayed: 1, broken: 0 });
    expect(await account(store)).toMatchObject({ metrics: 2, quarantined: 0, balanced: true });
    const [row] = await store.query<{ sample: string; body: Buffer }>({
      text: 'SELECT sample, body FROM metrics.quarantine',
    });
    expect(row?.sample).toBe('');
    const [record] = JSON.parse(row?.body.toString() ?? '') as { inspector: string }[];
    expect(decrypt(record?.inspector ?? '', [encryptionKey])?.toString()).toBe('"Geheim"');
  });
});
