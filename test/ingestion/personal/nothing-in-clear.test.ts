import { afterEach, expect, test } from 'vitest';
import type { Environment } from '../../../cli/environment.ts';
import { amqpSource } from '../../../connectors/amqp/amqp-source.ts';
import type { Message, Store } from '../../../connectors/connector.ts';
import type { Log } from '../../../connectors/log.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Books } from '../../../ingestion/books/book.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { decrypt } from '../../../ingestion/personal/decrypt.ts';
import { unroutedChannel } from '../../../ingestion/reader/route-to-queue.ts';
import { withPersonal } from '../../support/personal-plant.ts';
import { type PlantAtWork, startPlant } from '../../support/plant-at-work.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../../support/services/services.ts';
import { heatMessage, oneMajor, strandMessage, twoMajors } from '../../support/two-major-plant.ts';
import { until } from '../../support/until.ts';

const encryptionKey = Buffer.alloc(32, 1);
const personal: Environment['personal'] = { encryptionKey, pseudonymKey: Buffer.alloc(32, 2) };

/** What must stand nowhere; the name is written with and without escapes. */
const SECRETS = ['Geheim', 'M\u00fcller', 'M\\u00fcller', 'BADGE-4711', '+49 555'];

const person =
  '"operator":{"name":"Geheimrat M\u00fcller","badge":"BADGE-4711","phone":"+49 555"},';
const escaped = person.replace('\u00fc', '\\u00fc');

function heat(major: 1 | 2, number: number, more = person): string {
  return heatMessage(major, number).replace('{', `{${more}`);
}

function strand(major: 1 | 2, number: number): string {
  return strandMessage(`c${major}`, number, 2).replaceAll('{', '{"inspector":"Geheim",');
}

const HEAT = 'plant/casting/c1/heat';
const STRAND = 'plant/casting/c1/strand';

const MESSAGES: readonly (readonly [topic: string, body: string])[] = [
  [`${HEAT}/v1`, heat(1, 1)],
  [`${HEAT}/v1`, heat(1, 2, escaped)],
  [`${HEAT}/v1`, heat(1, 1)],
  // The same event with another person: a conflict.
  [`${HEAT}/v1`, heat(1, 1, person.replace('Geheimrat', 'Geheimer'))],
  [`${HEAT}/v1`, heat(1, 3, '"operator":"Geheimrat M\u00fcller",')],
  [`${HEAT}/v1`, heat(1, 4).replace('"weight":180.5', '"weight":"x"')],
  [`${HEAT}/v1`, `Geheim ${heat(1, 5)}`],
  [`${HEAT}/v1`, `[${heat(1, 6)}]`],
  [`${HEAT}/v1`, heat(1, 7, `${person}${person}`)],
  [`${HEAT}/v2`, heat(2, 1)],
  [`${HEAT}/v2`, heat(2, 2)],
  [`${HEAT}/status`, heat(1, 8)],
  [`${STRAND}/v1`, strand(1, 1)],
  [`${STRAND}/v1`, '{"Geheim":'],
  [`${STRAND}/v2`, strand(2, 1)],
  [`${STRAND}/raw`, strand(1, 2)],
];

describeWith(['Mosquitto', 'RabbitMQ', 'PostgreSQL 15'], 'personal values', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  test('stand in no queue, table, log or quarantine, and are there for who holds the key', async () => {
    const broker = await mosquitto();
    const amqp = (await rabbitmq())?.url;
    const database = (await postgres15())?.url;
    if (broker === undefined || amqp === undefined || database === undefined) {
      throw new Error('no services');
    }
    const store = postgresStore(database, { poolMax: 4 });
    ends.push(broker.stop, () => store.close());
    const lines: string[] = [];
    const write = (fields: Readonly<Record<string, unknown>>, text: string): void => {
      lines.push(`${JSON.stringify(fields)} ${text}`);
    };
    const log: Log = { info: write, warn: write, error: write };
    const around = { database, mqtt: broker.url, amqp, personal, log };
    const v1 = withPersonal(oneMajor());

    const reader = await startPlant(v1, store, around, 'reader');
    await until(() => lines.filter((line) => line.includes('subscribed')).length === 2);
    const publisher = mqttPublisher({ url: broker.url, clientId: 'gateway' });
    ends.push(() => publisher.close());
    for (const [topic, body] of MESSAGES) await publisher.publish(topic, body);
    const queued = await inQueues(
      amqp,
      reader,
      MESSAGES.filter(([topic]) => topic.startsWith(HEAT)).length + 1,
    );
    expect(queued.map(({ topic }) => topic)).toContain(`${HEAT}/status`);
    for (const { body } of queued) expectNothingPersonal(Buffer.from(body).toString());
    await reader.end();

    const plant = await startPlant(v1, store, around);
    const first = await settled(store, plant, 11, 0);
    expect(first.events[0]).toMatchObject({
      received: 11,
      duplicate: 1,
      conflict: 1,
      curated: 2,
      // The conflict, a text for a person, a bad weight, no JSON, an array, a member that is there twice.
      quarantined: 6,
      held: 2,
      balanced: true,
    });
    expect(first.sensors[0]).toMatchObject({ metrics: 2, quarantined: 2, balanced: true });
    await expectNothingPersonalIn(store);
    // What no stream claims may be of one with personal members all the same.
    expect(
      await store.query({
        text: `SELECT topic, left(convert_from(body, 'UTF8'), 11) AS begins FROM raw.unrouted ORDER BY topic`,
      }),
    ).toEqual([
      { topic: `${HEAT}/status`, begins: 'tundish:e1:' },
      { topic: `${STRAND}/raw`, begins: 'tundish:e1:' },
    ]);
    expect(await quarantined(store)).toEqual(
      [
        { rule: 'contract-version-unknown', state: 'held', sampled: false, n: 2 },
        { rule: 'duplicate-member', state: 'open', sampled: true, n: 1 },
        { rule: 'event-conflict', state: 'open', sampled: true, n: 1 },
        { rule: 'personal-misplaced', state: 'open', sampled: false, n: 1 },
        { rule: 'not-json', state: 'open', sampled: false, n: 1 },
        { rule: 'type', state: 'open', sampled: true, n: 2 },
      ].sort((a, b) => (a.rule < b.rule ? -1 : 1)),
    );
    const [curated] = await store.query<{ pseudonyms: number; badge: string; longest: number }>({
      text: `SELECT count(DISTINCT operator_name)::integer AS pseudonyms, min(operator_badge) AS badge,
  max(length(operator_name)) AS longest FROM curated.heat_v1`,
    });
    expect(curated).toMatchObject({ pseudonyms: 1, longest: 54 });
    expect(decrypt(curated?.badge ?? '', [encryptionKey])?.toString()).toBe('"BADGE-4711"');
    await plant.end();

    const next = await startPlant(withPersonal(twoMajors()), store, around);
    const last = await settled(store, next, 11, 0, 0);
    expect(last.events[0]).toMatchObject({ curated: 4, held: 0, quarantined: 6, balanced: true });
    await until(async () => {
      const { sensors } = await books(store, next);
      return sensors[0]?.metrics === 4;
    }, 'released samples');
    expect((await books(store, next)).sensors[0]).toMatchObject({
      metrics: 4,
      quarantined: 1,
      balanced: true,
    });
    const pseudonyms = await store.query({
      text: 'SELECT DISTINCT operator_name FROM curated.heat',
    });
    expect(pseudonyms).toHaveLength(1);
    await expectNothingPersonalIn(store);
    await next.end();
    expectNothingPersonal(lines.join('\n'));
  }, 90_000);
});

function expectNothingPersonal(text: string): void {
  for (const secret of SECRETS) expect(text.includes(secret), `${secret} in ${text}`).toBe(false);
}

/** Every row of every table of the four stores, bytes as text. */
async function expectNothingPersonalIn(store: Store): Promise<void> {
  const tables = await store.query<{ name: string }>({
    text: `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
WHERE table_schema IN ('raw', 'metrics', 'curated', 'business') AND table_type = 'BASE TABLE'`,
  });
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await store.query<{ row: string }>({
      text: `SELECT t::text AS row FROM ${name} AS t`,
    });
    for (const { row } of rows) {
      expectNothingPersonal(row);
      for (const [, hex = ''] of row.matchAll(/\\\\x([0-9a-f]+)/g)) {
        expectNothingPersonal(Buffer.from(hex, 'hex').toString());
      }
    }
  }
}

async function quarantined(store: Store) {
  const groups = await store.query<{ rule: string }>({
    text: `SELECT reasons->0->>'rule' AS rule, state, sample <> '' AS sampled, count(*)::integer AS n
FROM curated.quarantine GROUP BY 1, 2, 3`,
  });
  return [...groups].sort((a, b) => (a.rule < b.rule ? -1 : 1));
}

/** What waits in all queues of the plan, which keep it. */
async function inQueues(
  url: string,
  { built }: PlantAtWork,
  count: number,
): Promise<readonly Message[]> {
  const channels = [
    ...built.plan.datasets.flatMap((dataset) => ('channel' in dataset ? [dataset.channel] : [])),
    unroutedChannel,
  ];
  const messages: Message[] = [];
  const source = amqpSource({
    url,
    name: 'onlooker',
    queues: channels.flatMap(({ queue, deadLetterQueue }) => [queue, deadLetterQueue]),
    declare: channels,
  });
  await source.start(({ message }) => messages.push(message));
  await until(() => messages.length >= count, 'queued messages');
  await source.pause();
  await source.stop();
  return messages;
}

function books(store: Store, { built }: PlantAtWork): Promise<Books> {
  return openBooks(built.plan, { raw: store, metrics: store, curated: store }).read();
}

async function settled(
  store: Store,
  plant: PlantAtWork,
  received: number,
  pending: number,
  held?: number,
): Promise<Books> {
  let read = await books(store, plant);
  await until(async () => {
    read = await books(store, plant);
    const [event] = read.events;
    return (
      event?.received === received &&
      event.pending === pending &&
      (read.sensors[0]?.received ?? 0) >= 4 &&
      (held === undefined || event.held === held)
    );
  }, 'everything to be settled').catch((error: unknown) => {
    throw new Error(JSON.stringify(read), { cause: error });
  });
  return read;
}
