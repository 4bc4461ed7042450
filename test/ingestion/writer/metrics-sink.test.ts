import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message, Store } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import type { Reason } from '../../../ingestion/quarantine/reason.ts';
import { DropLedger } from '../../../ingestion/writer/drop-ledger.ts';
import { metricsSink } from '../../../ingestion/writer/metrics-sink.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import { sensorRouter } from '../../../ingestion/writer/sensor-streams.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { strandSamples } from '../../support/streams/strand-samples.ts';

const TOPIC = 'plant/casting/c1/strand/v1';
const NOW = Date.parse('2026-11-25T12:00:00Z');

interface Written {
  readonly strand: number;
  readonly tag: string;
  readonly time: string;
  readonly value?: unknown;
  readonly quality?: string;
}

function sample(more: Partial<Written> = {}): Written {
  return {
    strand: 1,
    tag: 'SPD',
    time: '2026-11-25T11:59:00Z',
    value: 1.2,
    quality: 'good',
    ...more,
  };
}

/** Stands for a generated validator: values must be numbers or null. */
function validate(value: unknown): readonly Reason[] | null {
  if (!Array.isArray(value)) return [{ pointer: '', rule: 'type', message: 'expected an array' }];
  const bad = value.flatMap((record: Written, index) =>
    typeof record.value === 'string'
      ? [{ pointer: `/${index}/value`, rule: 'type', message: 'expected a number' }]
      : [],
  );
  return bad.length === 0 ? null : bad;
}

describeWith('PostgreSQL 15', 'the metrics sink', () => {
  let store: Store;
  let sink: ReturnType<typeof metricsSink>;
  const drops = new DropLedger();
  const read = readSamples(sensorRouter([strandSamples], () => validate));

  beforeAll(async () => {
    const database = await postgres15();
    if (database === undefined) throw new Error('no database');
    await createTables(database.url, [strandSamples]);
    store = postgresStore(database.url);
    sink = metricsSink({ store, worker: 'test', counters: noCounters, drops });
  });
  afterAll(async () => store?.close());
  beforeEach(async () => {
    await store.query({ text: 'TRUNCATE metrics.caster_strand, metrics.quarantine, metrics.flow' });
  });

  const message = (samples: unknown, topic = TOPIC): Message => ({
    topic,
    body: Buffer.from(typeof samples === 'string' ? samples : JSON.stringify(samples)),
    receivedAtMs: NOW,
    redelivered: false,
  });
  const write = (...messages: Message[]): Promise<void> => sink.write(read(messages));
  const rows = (): Promise<readonly Record<string, unknown>[]> =>
    store.query({
      text: 'SELECT strand, tag, time, value, quality FROM metrics.caster_strand ORDER BY strand, tag, time',
    });
  const quarantine = (): Promise<readonly Record<string, unknown>[]> =>
    store.query({
      text: 'SELECT stream, reasons, state, sample, body, contract_version FROM metrics.quarantine ORDER BY id',
    });
  const flow = async (stream = 'caster.strand'): Promise<unknown> => {
    const [row] = await store.query({
      text: 'SELECT received, stored, duplicate, quarantined, dropped FROM metrics.flow WHERE stream = $1',
      values: [stream],
    });
    return row;
  };

  test('stores one row per sample under the stable id of its tag', async () => {
    await write(
      message([sample(), sample({ tag: 'V_CAST', strand: 2 }), sample({ tag: 'LVL', value: 80 })]),
    );
    expect(await rows()).toEqual([
      {
        strand: '1',
        tag: 'casting_speed',
        time: '2026-11-25T11:59:00Z',
        value: 1.2,
        quality: 'good',
      },
      { strand: '1', tag: 'mould_level', time: '2026-11-25T11:59:00Z', value: 80, quality: 'good' },
      {
        strand: '2',
        tag: 'casting_speed',
        time: '2026-11-25T11:59:00Z',
        value: 1.2,
        quality: 'good',
      },
    ]);
    expect(await flow()).toEqual({
      received: '3',
      stored: '3',
      duplicate: '0',
      quarantined: '0',
      dropped: {},
    });
  });

  test('judges a value by the range that held when it was taken', async () => {
    await write(
      message([
        sample({ tag: 'LVL', value: 180, time: '2026-02-28T23:59:59Z' }),
        sample({ tag: 'LVL', value: 180, time: '2026-03-01T00:00:00Z' }),
        sample({ tag: 'LVL', value: 201, time: '2026-03-02T00:00:00Z' }),
        sample({ tag: 'LVL', value: 80, quality: 'uncertain', time: '2026-03-03T00:00:00Z' }),
      ]),
    );
    expect((await rows()).map(({ quality }) => quality)).toEqual([
      'bad',
      'good',
      'bad',
      'uncertain',
    ]);
  });

  test('stores a sample without a finite value, of bad quality', async () => {
    await write(message(`[${JSON.stringify(sample({ value: null }))}]`));
    await write(
      message(
        '[{"strand":1,"tag":"SPD","time":"2026-11-25T12:00:00Z","value":1e999,"quality":"good"}]',
      ),
    );
    expect(await rows()).toMatchObject([
      { value: null, quality: 'bad' },
      { value: Number.POSITIVE_INFINITY, quality: 'bad' },
    ]);
  });

  test('counts a repeated sample as a duplicate and quarantines one that contradicts it', async () => {
    await write(message([sample()]));
    await write(message([sample()]), message([sample({ value: 1.3 }), sample({ strand: 5 })]));
    expect(await rows()).toHaveLength(2);
    expect(await quarantine()).toMatchObject([
      { reasons: [{ rule: 'sample-conflict' }], state: 'open' },
    ]);
    expect(await flow()).toMatchObject({
      received: '4',
      stored: '2',
      duplicate: '1',
      quarantined: '1',
    });
  });

  test('one bad sample does not take the others of its message with it', async () => {
    const samples = [
      sample(),
      sample({ strand: 2, value: 'fast' }),
      sample({ strand: 3, tag: 'XYZ' }),
    ];
    await write(message(samples), message(samples));
    expect(await rows()).toHaveLength(1);
    const [entry, ...others] = await quarantine();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      stream: 'caster.strand',
      contract_version: '1.2.0',
      reasons: [
        { pointer: '/1/value', rule: 'type' },
        { pointer: '/2/tag', rule: 'tag-known', found: 'XYZ' },
      ],
    });
    expect(Buffer.from(entry?.body as Uint8Array).toString()).toBe(JSON.stringify(samples));
    expect(await flow()).toMatchObject({
      received: '6',
      stored: '1',
      duplicate: '3',
      quarantined: '2',
    });
  });

  test.each([
    ['not JSON', '[{"strand":', 'not-json'],
    ['a duplicate key', '[{"strand":1,"strand":2}]', 'duplicate-member'],
    ['no sample', '[]', 'no-record'],
    ['no array', '{"strand":1}', 'no-record'],
    ['a tag from the future', JSON.stringify([sample({ tag: 'NEW' })]), 'tag-known'],
    ['no strand', '[{"tag":"SPD","time":"2026-11-25T11:59:00Z","value":1}]', 'series-complete'],
  ])('quarantines with its bytes what it cannot read: %s', async (_what, body, rule) => {
    await write(message(body), message([sample()]));
    expect(await rows()).toHaveLength(1);
    expect(await quarantine()).toMatchObject([{ reasons: [{ rule }] }]);
    expect(await flow()).toMatchObject({ received: '2', stored: '1', quarantined: '1' });
  });

  test('quarantines what the store refuses', async () => {
    // No bigint: the stand-in for a validator does not look at it.
    const refused = read([message([sample({ strand: 1.5 })])]);
    const failure = await sink.write(refused).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'poison', sqlState: '22P02' });
    const [item] = refused;
    if (item === undefined || !(failure instanceof Failure)) throw new Error('no failure');
    await sink.quarantine?.(item, failure);
    expect(await quarantine()).toMatchObject([{ reasons: [{ rule: 'store-refused' }] }]);
    expect(await flow()).toMatchObject({ received: '1', stored: '0', quarantined: '1' });
  });

  test('adds what the source dropped to the flow, by reason', async () => {
    drops.add('caster.strand', 'buffer-full', 5);
    await write(message([sample()]), message('{}', 'plant/unclaimed'));
    drops.add('caster.strand', 'buffer-full', 2);
    drops.add('caster.strand', 'other', 1);
    await write(message([sample({ strand: 2 })]));
    expect(await flow()).toMatchObject({
      received: '10',
      stored: '2',
      dropped: { 'buffer-full': 7, other: 1 },
    });
    expect(await flow('unrouted')).toMatchObject({ received: '1', dropped: { unrouted: 1 } });
  });

  test('keeps the counts of drops for the next write where this one fails', async () => {
    drops.add('caster.strand', 'buffer-full', 3);
    await expect(sink.write(read([message([sample({ strand: 1.5 })])]))).rejects.toThrow();
    await write(message([sample()]));
    expect(await flow()).toMatchObject({ received: '4', dropped: { 'buffer-full': 3 } });
  });
});
