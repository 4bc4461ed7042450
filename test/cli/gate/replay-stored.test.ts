import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { replaySentence } from '../../../cli/gate/replay/replay-sentence.ts';
import { type ReplayInput, replayStored } from '../../../cli/gate/replay-stored.ts';
import { type BuiltPlant, buildPlant } from '../../../cli/runtime/built-plant.ts';
import { UnreachableError } from '../../../cli/unreachable-error.ts';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import type { EventDatasetPlan } from '../../../contracts/plan/plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { countBySql } from '../../support/replay/count-by-sql.ts';
import { proposedHeats } from '../../support/replay/proposed-heats.ts';
import { heatMessage, receivedAtMs, storeHeats } from '../../support/replay/stored-heats.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';

const COUNT = 7_500;
const nowMs = receivedAtMs(COUNT, COUNT);

describeWith('PostgreSQL 15', 'stored messages under a proposed contract', () => {
  let store: Store;
  let url: string;
  let previous: BuiltPlant;
  let current: BuiltPlant;
  let heats: EventDatasetPlan;

  beforeAll(async () => {
    const files = await diskFiles(join(import.meta.dirname, '../../..'));
    [previous, current] = await Promise.all([buildPlant(files), buildPlant(proposedHeats(files))]);
    const found = previous.plan.datasets.find(({ id }) => id === 'heat.heat');
    if (found?.kind !== 'event') throw new Error('no heats');
    heats = found;
    const database = await postgres15();
    if (database === undefined) throw new Error('no database');
    url = database.url;
    await createTables(url, [heats]);
    store = postgresStore(url);
    await storeHeats(store, heats, COUNT);
  }, 60_000);
  afterAll(async () => store?.close());

  const replay = (more: Partial<ReplayInput> = {}, raw = url) =>
    replayStored({
      previous: previous.plan,
      current: current.plan,
      environmentName: 'test',
      environment: {
        stores: { raw, metrics: raw, curated: raw, business: raw },
        mqtt: { events: '', sensors: '' },
        metricsPort: 0,
      },
      days: 15,
      nowMs,
      ...more,
    });

  it('are counted as PostgreSQL counts them over the stored JSON', async () => {
    const { streams, unchecked } = await replay();
    const counts = await countBySql(store, new Date(nowMs - 15 * 86_400_000).toISOString());
    expect(unchecked).toEqual([]);
    expect(streams).toHaveLength(1);
    const [stream] = streams;
    expect(counts.failing).toBeGreaterThan(15);
    expect(stream).toMatchObject({
      stream: 'heat.heat',
      judged: counts.judged,
      failing: counts.failing,
      failedBefore: counts.failedBefore,
      mended: counts.mended,
      unread: 0,
    });
    expect(stream?.reasons.map(({ rule, pointer, messages }) => [rule, pointer, messages])).toEqual(
      [
        ['required', '/tundish_heat', counts.noTundishHeat],
        ['maximum', '/superheat', counts.tooHot],
        ['enum', '/caster', counts.otherCaster],
      ],
    );
  });

  it('are told by the first, the last and an example of each reason', async () => {
    const [stream] = (await replay()).streams;
    const reason = stream?.reasons.find(({ rule }) => rule === 'required');
    const rows = await store.query({
      text: `SELECT min(received_at) AS first, max(received_at) AS last, (array_agg(event_id::text ORDER BY received_at))[1] AS example
        FROM raw.heat WHERE NOT payload ? 'tundish_heat' AND contract_major = 1 AND NOT conflict
          AND (payload->>'superheat')::numeric <= 150 AND jsonb_typeof(payload->'tundish_temperature') = 'number'
          AND (payload->>'strands')::numeric <= 8`,
    });
    expect({ first: reason?.first, last: reason?.last, example: reason?.example }).toEqual(rows[0]);
  });

  it('are only those of the days that were asked for', async () => {
    const [stream] = (await replay({ days: 3 })).streams;
    const counts = await countBySql(store, new Date(nowMs - 3 * 86_400_000).toISOString());
    expect(stream?.judged).toBe(counts.judged);
    expect(counts.judged).toBeLessThan(COUNT / 2);
  });

  it('are not read where the contract judges as before', async () => {
    const { streams } = await replay({ current: previous.plan }, 'postgresql://127.0.0.1:1/none');
    expect(streams).toEqual([]);
  });

  it('are read one by one where they are large', async () => {
    const sink = rawSink({ store, worker: 'replay', counters: noCounters });
    const message = heatMessage(COUNT + 2, COUNT + 3);
    const { tundish_heat: _, ...body } = JSON.parse(Buffer.from(message.body).toString());
    const before = (await replay()).streams[0];
    await sink.write(
      identifyEvents(eventRouter([heats]))([
        { ...message, body: Buffer.from(JSON.stringify({ ...body, more: 'x'.repeat(300_000) })) },
      ]),
    );
    const after = (await replay()).streams[0];
    expect(after?.judged).toBe((before?.judged ?? 0) + 1);
    expect(after?.failing).toBe((before?.failing ?? 0) + 1);
  });

  it('show no word of a message that the contract does not declare', async () => {
    const sink = rawSink({ store, worker: 'replay', counters: noCounters });
    const message = heatMessage(COUNT + 5, COUNT + 6);
    const body = JSON.parse(Buffer.from(message.body).toString());
    await sink.write(
      identifyEvents(eventRouter([heats]))([
        { ...message, body: Buffer.from(JSON.stringify({ ...body, 'Erika Mustermann': 1 })) },
      ]),
    );
    const closed = {
      ...current.plan,
      datasets: current.plan.datasets.map((dataset) =>
        dataset.kind === 'event' && dataset.id === 'heat.heat'
          ? {
              ...dataset,
              majors: dataset.majors.map((major) => ({
                ...major,
                payload: {
                  ...major.payload,
                  document: { ...Object(major.payload.document), additionalProperties: false },
                },
              })),
            }
          : dataset,
      ),
    };
    const report = await replay({ current: closed });
    const reason = report.streams[0]?.reasons.find(({ rule }) => rule === 'additionalProperties');
    expect(reason?.messages).toBeGreaterThan(0);
    expect(JSON.stringify(report)).not.toContain('Erika');
  });

  it('are named as unchecked where the table is missing or closed to the account', async () => {
    const empty = await postgres15();
    const missing = await replay({}, empty?.url ?? '');
    expect(missing.streams).toEqual([]);
    expect(missing.unchecked).toEqual([
      'heat.heat: no stored message was judged again: test has no table raw.heat yet (tundish apply test makes it)',
    ]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const role = `replay_${process.pid}_${Date.now()}`;
    await client.query(
      `CREATE ROLE ${role} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA raw TO ${role}`,
    );
    const other = new URL(url);
    other.username = role;
    other.password = 'x';
    try {
      expect((await replay({}, other.href)).unchecked).toEqual([
        'heat.heat: no stored message was judged again: the account of stores.raw in environments/test.yaml may not read raw.heat (GRANT SELECT on it)',
      ]);
    } finally {
      await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
      await client.end();
    }
  });

  it('need a store that answers', async () => {
    await expect(replay({}, 'postgresql://127.0.0.1:1/none')).rejects.toThrow(UnreachableError);
  });
});

it('the replay of a stream is one sentence', () => {
  const reason = (rule: string, pointer: string, messages: number, first: string) => ({
    ...{ rule, pointer, messages, first, last: first, example: '' },
  });
  const stream = {
    stream: 'heat.heat',
    judged: 1_284_113,
    failing: 312,
    failedBefore: 0,
    mended: 0,
    unread: 0,
    reasons: [
      reason('required', '/mould_level', 290, '2026-11-09T01:00:00Z'),
      reason('maximum', '/cast_speed', 22, '2026-11-08T06:51:12.5Z'),
    ],
  };
  expect(replaySentence(stream, { days: 14 })).toBe(
    '312 of 1,284,113 messages of 14 days would fail: 290 required /mould_level, 22 maximum /cast_speed; first at 2026-11-08 06:51 UTC',
  );
  expect(replaySentence({ ...stream, failing: 0, reasons: [], mended: 7 }, { days: 1 })).toBe(
    'none of 1,284,113 messages of a day would fail; 7 that were refused would be accepted',
  );
});
