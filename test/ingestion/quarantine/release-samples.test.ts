import { expect, test } from 'vitest';
import type { Message, Store } from '../../../connectors/connector.ts';
import type { Plan, SensorDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { decrypt } from '../../../ingestion/personal/decrypt.ts';
import { treatPersonal } from '../../../ingestion/personal/treat-message.ts';
import { chain } from '../../../ingestion/pump/stage.ts';
import { releaseHeldSamples } from '../../../ingestion/quarantine/release-samples.ts';
import { streamRouter } from '../../../ingestion/stream-router.ts';
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
  await sink.write(read(bodies.map(message)));
}

const personal = [{ path: ['inspector'], treatment: 'encrypt' as const }];
const routes2 = sensorRoutes([withMajors({ major: 1 }, { major: 2, personal })], () => validate);
const keys = { encryptionKey: Buffer.alloc(32, 1), pseudonymKey: undefined };

function message(body: string): Message {
  return {
    topic: 'plant/casting/c1/strand/v2',
    body: Buffer.from(body),
    receivedAtMs: Date.UTC(2026, 2, 1),
    redelivered: false,
  };
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
    expect(await release('a')).toEqual({ replayed: 0, broken: 0, waiting: 0 });
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
    await hold(store, [
      samples(0, 2, { inspector: 'Geheim' }),
      samples(1, 1, { inspector: 'Geheim', value: 'refused' }),
    ]);
    const context = { store, worker: 'a', counters: noCounters, routes: routes2 };
    expect(await releaseHeldSamples(context)).toEqual({ replayed: 0, broken: 0, waiting: 2 });
    expect(await releaseHeldSamples({ ...context, keys })).toEqual({
      replayed: 1,
      broken: 1,
      waiting: 0,
    });
    expect(await account(store)).toMatchObject({ metrics: 2, quarantined: 1, balanced: true });
    const rows = await store.query<{ sample: string; body: Buffer | null }>({
      text: 'SELECT sample, body FROM metrics.quarantine ORDER BY id',
    });
    // What stands in metrics needs its bytes no more.
    expect(rows[0]).toEqual({ sample: '', body: null });
    expect(rows[1]?.sample).toBe('');
    const [record] = JSON.parse(rows[1]?.body?.toString() ?? '') as { inspector: string }[];
    expect(decrypt(record?.inspector ?? '', [keys.encryptionKey])?.toString()).toBe('"Geheim"');
  });

  test('that were encrypted whole wait for their key, however long, and are written with it', async () => {
    const { store } = await emptyPlant(plan);
    const before = withMajors({ major: 1, personal });
    const read = chain(
      treatPersonal(streamRouter([before]), keys),
      readSamples(sensorRouter([before], () => validate)),
    );
    const sink = metricsSink({ store, worker: 'before', counters: noCounters });
    await sink.write(read([message(samples(0, 2, { inspector: 'Geheim' }))]));
    const [held] = await store.query<{ body: Buffer }>({
      text: 'SELECT body FROM metrics.quarantine',
    });
    const context = { store, worker: 'a', counters: noCounters, routes: routes2 };
    const waits = { replayed: 0, broken: 0, waiting: 1 };
    const wrong = { ...keys, encryptionKey: Buffer.alloc(32, 9) };
    for (const given of [undefined, wrong, undefined]) {
      expect(await releaseHeldSamples({ ...context, keys: given })).toEqual(waits);
    }
    // Copied to another topic it stays closed, for a person.
    const routeOf = sensorRouter([withMajors({ major: 1, personal })], () => validate);
    const copy = {
      ...message(''),
      topic: 'plant/casting/c9/strand/v2',
      body: held?.body ?? Buffer.alloc(0),
    };
    await sink.write(readSamples(routeOf)([copy]));
    expect(await releaseHeldSamples({ ...context, keys })).toEqual({
      replayed: 1,
      broken: 1,
      waiting: 0,
    });
    expect(await account(store)).toMatchObject({
      received: 3,
      metrics: 2,
      quarantined: 1,
      balanced: true,
    });
    expect(
      await store.query({
        text: `SELECT state, sample, body IS NULL AS gone, reasons->0->>'rule' AS rule FROM metrics.quarantine ORDER BY id`,
      }),
    ).toEqual([
      { state: 'replayed', sample: '', gone: true, rule: 'contract-version-unknown' },
      { state: 'open', sample: '', gone: false, rule: 'personal-sealed' },
    ]);
  });

  test('that a reader had treated already are not treated again', async () => {
    const { store } = await emptyPlant(plan);
    const treat = treatPersonal(
      streamRouter([withMajors({ major: 1 }, { major: 2, personal })]),
      keys,
    );
    const [treated] = treat([message(samples(0, 1, { inspector: 'Geheim', value: 'refused' }))]);
    await hold(store, [Buffer.from(treated?.body ?? '').toString()]);
    const context = { store, worker: 'a', counters: noCounters, routes: routes2, keys };
    expect(await releaseHeldSamples(context)).toMatchObject({ broken: 1 });
    const [row] = await store.query<{ body: Buffer }>({
      text: 'SELECT body FROM metrics.quarantine',
    });
    expect(row?.body).toEqual(treated?.body);
  });

  test('of which one meets a fault of ours are written all the same', async () => {
    const { store } = await emptyPlant(plan);
    await hold(store, [samples(0, 1), samples(1, 1, { strand: 7 }), samples(2, 1)]);
    const faulty: ValidateMessage = (value) => {
      if (JSON.stringify(value).includes('"strand":7')) throw new SyntaxError('Unexpected "7"');
      return null;
    };
    const faults: unknown[] = [];
    const context = {
      store,
      worker: 'a',
      counters: noCounters,
      routes: sensorRoutes([withMajors({ major: 1 }, { major: 2 })], () => faulty),
      onFault: (at: object) => faults.push(at),
    };
    expect(await releaseHeldSamples(context)).toEqual({ replayed: 2, broken: 1, waiting: 0 });
    expect(faults).toEqual([{ stream: strandSamples.id, id: expect.any(String) }]);
    expect(await account(store)).toMatchObject({ metrics: 2, quarantined: 1, balanced: true });
    expect(
      await store.query({
        text: `SELECT reasons->0->>'rule' AS rule, body IS NOT NULL AS kept FROM metrics.quarantine WHERE state = 'open'`,
      }),
    ).toEqual([{ rule: 'platform-fault', kept: true }]);
  });

  test('beyond what may wait are dropped and counted, until there is room again', async () => {
    const { store } = await emptyPlant(plan);
    const full: string[] = [];
    const sink = metricsSink({
      store,
      worker: 'before',
      counters: noCounters,
      mostHeldBytes: 2_000,
      onHeldFull: (stream) => full.push(stream),
    });
    const read = readSamples(sensorRouter([withMajors({ major: 1 })], () => validate));
    await sink.write(read(Array.from({ length: 20 }, (_, n) => message(samples(n, 3)))));
    const first = await account(store);
    expect(first).toMatchObject({ received: 60, balanced: true });
    expect(first?.dropped).toBeGreaterThan(30);
    expect(first?.quarantined).toBeGreaterThan(0);
    expect(first?.droppedBy).toEqual({ 'held-full': first?.dropped });
    expect(full).toEqual([strandSamples.id]);
    const context = { store, worker: 'a', counters: noCounters, routes: routes2 };
    await releaseHeldSamples({ ...context, keys });
    await new Promise((resolve) => setTimeout(resolve, 600));
    await sink.write(read([message(samples(100, 3))]));
    expect(await account(store)).toMatchObject({
      dropped: first?.dropped,
      quarantined: 3,
      balanced: true,
    });
  });
});
