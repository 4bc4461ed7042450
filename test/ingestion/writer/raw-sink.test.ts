import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message, Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { splitMessage } from '../../../ingestion/message-parts.ts';
import { payloadHash, wholeName } from '../../../ingestion/writer/event-identity.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { type IdentifiedEvent, identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { heatReport, heats } from '../../support/streams/heats.ts';

const TOPIC = 'plant/casting/c1/heat/v1';
const NOW = Date.parse('2026-11-25T12:00:00Z');

describeWith('PostgreSQL 15', 'the raw sink', () => {
  let store: Store;
  let sink: ReturnType<typeof rawSink>;
  const identify = identifyEvents(eventRouter([heats]));

  beforeAll(async () => {
    const database = await postgres15();
    if (database === undefined) throw new Error('no database');
    await createTables(database.url, [heats]);
    store = postgresStore(database.url);
    sink = rawSink({ store, worker: 'test', counters: noCounters });
  });
  afterAll(async () => store?.close());
  beforeEach(async () => {
    const { name, ledger, conflictLedger } = heats.raw;
    await store.query({
      text: `TRUNCATE raw.${name}, raw.${ledger}, raw.${conflictLedger}, raw.unrouted, raw.flow`,
    });
  });

  const message = (body: string | Uint8Array, more: Partial<Message> = {}): Message => ({
    topic: TOPIC,
    body: Buffer.from(body),
    receivedAtMs: NOW,
    redelivered: false,
    ...more,
  });
  const write = (...messages: Message[]): Promise<void> => sink.write(identify(messages));
  const rows = (): Promise<readonly Record<string, unknown>[]> =>
    store.query({
      text: `SELECT event_id, conflict, topic, contract_major, event_time, event_time_basis,
        payload::text AS payload, jsonb_typeof(payload) AS type, body FROM raw.caster_heat ORDER BY seq`,
    });
  const flow = async (stream = 'caster.heat'): Promise<Record<string, unknown> | undefined> => {
    const [row] = await store.query({
      text: `SELECT sum(received)::integer AS received, sum(stored)::integer AS stored,
        sum(duplicate)::integer AS duplicate, sum(conflict)::integer AS conflict
        FROM raw.flow WHERE stream = $1`,
      values: [stream],
    });
    return row;
  };

  test('stores each message once, in receive order, as the text that came', async () => {
    await write(...[0, 1, 2].map((n) => message(heatReport(n))));
    const stored = await rows();
    expect(stored.map(({ type }) => type)).toEqual(['object', 'object', 'object']);
    expect(stored.map(({ payload }) => JSON.parse(String(payload)).sequence)).toEqual([0, 1, 2]);
    expect(stored[0]).toMatchObject({
      conflict: false,
      topic: TOPIC,
      contract_major: 1,
      event_time: '2026-11-20T23:00:51.125Z',
      event_time_basis: 'source',
      body: null,
    });
    expect(await flow()).toEqual({ received: 3, stored: 3, duplicate: 0, conflict: 0 });
  });

  test('keeps every digit of a number as it was written', async () => {
    await write(
      message('{"source":"s","sequence":1,"cast_end":null,"mass":1.10,"id":12345678901234567890}'),
    );
    expect((await rows())[0]?.payload).toBe(
      '{"id": 12345678901234567890, "mass": 1.10, "source": "s", "cast_end": null, "sequence": 1}',
    );
  });

  test('counts the same message again as a duplicate, in one batch and over batches', async () => {
    await write(message(heatReport(1)), message(heatReport(1)));
    await write(message(heatReport(1)), message(heatReport(2)));
    await write(message(heatReport(2)));
    expect(await rows()).toHaveLength(2);
    expect(await flow()).toEqual({ received: 5, stored: 2, duplicate: 3, conflict: 0 });
  });

  test('stores the same key with other content as a conflict, each content once', async () => {
    const other = (grade: string): string => heatReport(1).replace('S355J2+N', grade);
    await write(message(heatReport(1)));
    await write(message(other('A')), message(heatReport(1)), message(other('A')));
    await write(message(other('A')), message(other('B')), message(heatReport(1)));
    const stored = await rows();
    expect(stored.map(({ conflict }) => conflict)).toEqual([false, true, true]);
    expect(new Set(stored.map(({ event_id }) => event_id)).size).toBe(1);
    expect(await flow()).toEqual({ received: 7, stored: 3, duplicate: 4, conflict: 2 });
  });

  test('tells a duplicate from a conflict although both come in one batch, in any order', async () => {
    const other = heatReport(7).replace('S355J2+N', 'X');
    await write(message(heatReport(7)));
    await write(message(other), message(heatReport(7)));
    expect((await rows()).map(({ conflict }) => conflict)).toEqual([false, true]);
    expect(await flow()).toEqual({ received: 3, stored: 2, duplicate: 1, conflict: 1 });
  });

  test('stays one row where a message comes again in another month', async () => {
    await store.query({
      text: `CREATE TABLE IF NOT EXISTS raw.caster_heat_november PARTITION OF raw.caster_heat
        FOR VALUES FROM ('2026-11-01Z') TO ('2026-12-01Z')`,
    });
    await write(message(heatReport(5), { receivedAtMs: Date.parse('2026-11-30T23:59:59Z') }));
    await write(message(heatReport(5), { receivedAtMs: Date.parse('2026-12-01T00:00:01Z') }));
    expect(await rows()).toHaveLength(1);
    expect(await flow()).toEqual({ received: 2, stored: 1, duplicate: 1, conflict: 0 });
  });

  test('stores a message once although two workers write it at the same time', async () => {
    const second = rawSink({ store, worker: 'other', counters: noCounters });
    const batch = Array.from({ length: 300 }, (_, n) => message(heatReport(n)));
    await Promise.all([sink.write(identify(batch)), second.write(identify([...batch].reverse()))]);
    expect(await rows()).toHaveLength(300);
    expect(await flow()).toEqual({ received: 600, stored: 300, duplicate: 300, conflict: 0 });
  });

  test.each([
    ['not JSON', Buffer.from('{"source": ')],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['empty', Buffer.alloc(0)],
    ['a NUL in a text', Buffer.from('{"source":"s","sequence":1,"t":"a\\u0000b"}')],
    ['half a surrogate pair', Buffer.from('{"source":"s","sequence":1,"t":"\\ud83d"}')],
    ['a duplicate key', Buffer.from('{"source":"s","sequence":1,"a":1,"a" :2}')],
    ['a number beyond numeric', Buffer.from('{"source":"s","sequence":1,"a":1e200000}')],
    ['nested too deeply', Buffer.from(`${'['.repeat(70)}${']'.repeat(70)}`)],
  ])('keeps the bytes of what JSONB would refuse or change: %s', async (_what, body) => {
    await write(message(heatReport(1)), message(body), message(heatReport(2)));
    const stored = await rows();
    expect(stored).toHaveLength(3);
    expect(stored[1]).toMatchObject({ payload: null });
    expect(Buffer.from(stored[1]?.body as Uint8Array).equals(body)).toBe(true);
    expect(await flow()).toEqual({ received: 3, stored: 3, duplicate: 0, conflict: 0 });
  });

  test('gives unreadable messages an id over topic and bytes', async () => {
    await write(message('nonsense'), message('nonsense'), message('other nonsense'));
    expect(await rows()).toHaveLength(2);
    expect(await flow()).toEqual({ received: 3, stored: 2, duplicate: 1, conflict: 0 });
  });

  test('quarantines a refused message by keeping its bytes', async () => {
    const [event] = identify([message('{"source":"s","sequence":1}')]);
    if (event === undefined) throw new Error('no event');
    // As if our tests of the text had overlooked what JSONB refuses.
    const refused = {
      ...event,
      message: { ...event.message, body: Buffer.from('{"a":"\\u0000"}') },
    };
    await expect(sink.write([refused])).rejects.toMatchObject({
      kind: 'poison',
      sqlState: '22P05',
    });
    expect(await flow()).toMatchObject({ received: null });
    await sink.quarantine?.(refused, await sink.write([refused]).catch((error) => error));
    expect(await rows()).toMatchObject([{ payload: null }]);
  });

  test('keeps what no stream claims, once per topic and content', async () => {
    await write(
      message('{"a":1}', { topic: 'plant/unknown' }),
      message('{"a":1}', { topic: 'plant/unknown' }),
      message('{"a":1}', { topic: 'plant/other' }),
      message(heatReport(1)),
    );
    const stored = await store.query({
      text: 'SELECT topic, payload FROM raw.unrouted ORDER BY topic',
    });
    expect(stored).toEqual([
      { topic: 'plant/other', payload: { a: 1 } },
      { topic: 'plant/unknown', payload: { a: 1 } },
    ]);
    expect(await flow('unrouted')).toEqual({ received: 3, stored: 2, duplicate: 1, conflict: 0 });
  });

  test.each([
    ['2026-10-25T02:30:00', 'ambiguous', '2026-11-25T12:00:00Z'],
    ['2026-03-29T02:30:00', 'nonexistent', '2026-11-25T12:00:00Z'],
    ['2026-10-25T03:30:00', 'source', '2026-10-25T02:30:00Z'],
    ['2026-07-01T12:00:00.123456', 'source', '2026-07-01T10:00:00.123456Z'],
    ['2026-07-01T12:00:00.5+05:30', 'source', '2026-07-01T06:30:00.5Z'],
    ['2027-01-01T00:00:00Z', 'ahead', '2027-01-01T00:00:00Z'],
    ['yesterday', 'received', '2026-11-25T12:00:00Z'],
  ])('reads the event time %s as %s', async (written, basis, stored) => {
    await write(message(JSON.stringify({ source: 's', sequence: 1, cast_end: written })));
    expect(await rows()).toMatchObject([{ event_time_basis: basis, event_time: stored }]);
  });

  describe('with a major that has no contract yet', () => {
    const [first] = heats.majors;
    if (first === undefined) throw new Error('the heats have a major');
    const second = { ...first, major: 2, topicFilter: 'plant/casting/+/heat/v2' };
    const both = identifyEvents(eventRouter([{ ...heats, majors: [first, second] }]));
    const v1 = (n: number): Message => message(heatReport(n));
    const v2 = (n: number, more = 1): Message =>
      message(heatReport(n).replace('{', `{"more":${more},`), {
        topic: 'plant/casting/c1/heat/v2',
      });
    const contents = async (): Promise<readonly string[]> =>
      (await rows()).map(({ contract_major, conflict }) => `${contract_major} ${conflict}`);

    test.each([
      ['before', [v2(1), v1(1)]],
      ['after', [v1(1), v2(1)]],
    ])('one that came %s the same event of a known major is kept beside it', async (_, order) => {
      for (const each of order) await write(each);
      await write(...order);
      expect([...(await contents())].sort()).toEqual(['1 false', '2 false']);
      expect(await flow()).toEqual({ received: 4, stored: 2, duplicate: 2, conflict: 0 });
    });

    test('keeps both also where they come in one batch', async () => {
      await write(v2(1), v1(1), v2(2), v2(1), v1(1));
      expect([...(await contents())].sort()).toEqual(['1 false', '2 false', '2 false']);
      expect(await flow()).toEqual({ received: 5, stored: 3, duplicate: 2, conflict: 0 });
    });

    test('keeps each content of one id: which of them it is, their contract will say', async () => {
      await write(v2(1, 1), v2(1, 2));
      await write(v2(1, 2));
      expect(await contents()).toEqual(['2 false', '2 false']);
    });

    test('knows a message again that is sent again when its contract has come', async () => {
      await write(v2(1));
      await sink.write(both([v2(1), v2(2)]));
      await sink.write(both([v2(1)]));
      expect(await contents()).toEqual(['2 false', '2 false']);
      expect(await flow()).toEqual({ received: 4, stored: 2, duplicate: 2, conflict: 0 });
    });

    test('finds the same event of another known major to be a conflict, as of one major', async () => {
      await write(v2(1));
      await sink.write(both([v1(1)]));
      await sink.write(both([v1(1), v2(1)]));
      await sink.write(both([v1(2)]));
      await sink.write(both([v2(2)]));
      expect(await contents()).toEqual(['2 false', '1 true', '1 false', '2 true']);
      expect(await flow()).toEqual({ received: 6, stored: 4, duplicate: 2, conflict: 2 });
    });
  });

  describe('with messages that came in parts', () => {
    const joining = (): ReturnType<typeof rawSink> =>
      rawSink({ store, worker: 'parts', counters: noCounters, identify });
    const large = (): Message =>
      message(heatReport(1).replace('{', `{"more":"${'x'.repeat(600_000)}",`));
    const partsOf = (whole: Message): readonly IdentifiedEvent[] =>
      identify(splitMessage(whole, wholeName(whole.topic, payloadHash(whole.body))));

    test('stores the whole once, whatever the order and how often parts come', async () => {
      const whole = large();
      const [first = [], second = [], third = []] = partsOf(whole).map((part) => [part]);
      const own = joining();
      await own.write([...third, ...first]);
      expect(await rows()).toEqual([]);
      await own.write([...first, ...second]);
      await own.write(second);
      await write(whole);
      const stored = await rows();
      expect(stored).toHaveLength(1);
      expect(JSON.parse(String(stored[0]?.payload))).toEqual(JSON.parse(String(whole.body)));
      expect(await flow()).toMatchObject({ received: 3, stored: 1, duplicate: 2 });
      expect(await flow('unrouted')).toMatchObject({ received: 5, stored: 3, duplicate: 2 });
    });

    test('joins them although each is written in a transaction at the same time', async () => {
      const own = joining();
      await Promise.all(partsOf(large()).map((part) => own.write([part])));
      expect(await rows()).toHaveLength(1);
    });

    test('keeps parts of a whole that is not what its name says', async () => {
      const forged = identify(splitMessage(large(), '00112233445566778899aabbccddeeff'));
      await joining().write(forged);
      expect(await rows()).toEqual([]);
      expect(await flow('unrouted')).toMatchObject({ stored: 3 });
    });
  });
});
