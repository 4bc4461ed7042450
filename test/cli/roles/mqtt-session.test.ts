import { afterEach, expect, test } from 'vitest';
import { leftSessions } from '../../../cli/roles/earlier-filters.ts';
import type { Store } from '../../../connectors/connector.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { type PlantAtWork, type Surroundings, startPlant } from '../../support/plant-at-work.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../../support/services/services.ts';
import { subscriptionLog } from '../../support/subscription-log.ts';
import { heatMessage, oneMajor, strandMessage, twoMajors } from '../../support/two-major-plant.ts';
import { until } from '../../support/until.ts';

const services = ['Mosquitto', 'RabbitMQ', 'PostgreSQL 15'] as const;

describeWith(services, 'the MQTT session of a plant', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  async function surroundings() {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    ends.push(broker.stop);
    const publisher = mqttPublisher({ url: broker.url, clientId: 'gateway' });
    ends.push(() => publisher.close());
    return { mqtt: broker.url, publish: publisher.publish, ...(await environment()) };
  }

  async function environment(): Promise<{ database: string; store: Store }> {
    const database = (await postgres15())?.url;
    if (database === undefined) throw new Error('no database');
    const store = postgresStore(database, { poolMax: 4 });
    ends.push(() => store.close());
    return { database, store };
  }

  async function start(
    files: Readonly<Record<string, string>>,
    store: Store,
    around: Surroundings,
    subscriptions = 2,
  ): Promise<PlantAtWork> {
    const watch = subscriptionLog();
    const plant = await startPlant(files, store, { ...around, log: watch.log });
    await until(() => watch.subscribed === subscriptions, 'the subscriptions');
    return plant;
  }

  const count = async (store: Store, table: string): Promise<number> => {
    const [row] = await store.query<{ n: number }>({
      text: `SELECT count(*)::integer AS n FROM ${table}`,
    });
    return row?.n ?? 0;
  };

  test('is another one for each environment: both get every message', async () => {
    const { mqtt, publish, ...one } = await surroundings();
    const other = await environment();
    const plants = [
      await start(oneMajor(), one.store, { mqtt, database: one.database }),
      await start(oneMajor(), other.store, { mqtt, database: other.database }),
    ];
    for (let n = 0; n < 20; n += 1) {
      await publish('plant/casting/c1/heat/v1', heatMessage(1, n));
    }
    for (const { store } of [one, other]) {
      await until(async () => (await count(store, 'curated.heat')) === 20, 'all heats');
    }
    for (const plant of plants) await plant.end();
  }, 60_000);

  test('stays where a queue is added: what waits in it is read', async () => {
    const { mqtt, publish, database, store } = await surroundings();
    const amqp = (await rabbitmq())?.url;
    if (amqp === undefined) throw new Error('no queue');
    await (await start(oneMajor(), store, { mqtt, database })).end();
    for (let n = 0; n < 10; n += 1) {
      await publish('plant/casting/c1/heat/v1', heatMessage(1, n));
    }
    const plant = await start(oneMajor(), store, { mqtt, database, amqp });
    await until(async () => (await count(store, 'curated.heat')) === 10, 'what waited');
    await plant.end();
  }, 60_000);

  test('forgets a topic that the plan has left, and misses nothing of those that stay', async () => {
    const { mqtt, publish, database, store } = await surroundings();
    const moved = Object.fromEntries(
      Object.entries(oneMajor()).map(([path, text]) => [
        path,
        text.replace('plant/casting/{caster}/heat/v1', 'plant/melting/{caster}/heat/v1'),
      ]),
    );
    await (await start(oneMajor(), store, { mqtt, database })).end();
    const plant = await start(moved, store, { mqtt, database });
    await publish('plant/casting/c1/heat/v1', heatMessage(1, 1));
    await publish('plant/melting/c1/heat/v1', heatMessage(1, 2));
    await until(async () => (await count(store, 'curated.heat')) === 1, 'the other topic');
    await plant.end();
    expect(await count(store, 'raw.unrouted')).toBe(0);
    // And back again: what was left is subscribed anew.
    const back = await start(oneMajor(), store, { mqtt, database });
    await publish('plant/melting/c1/heat/v1', heatMessage(1, 3));
    await publish('plant/casting/c1/heat/v1', heatMessage(1, 4));
    await until(async () => (await count(store, 'curated.heat')) === 2, 'the first topic');
    await back.end();
    expect(await count(store, 'raw.unrouted')).toBe(0);
  }, 60_000);

  test('is told where nobody has used it for a while', async () => {
    const { mqtt, database, store } = await surroundings();
    await (await start(oneMajor(), store, { mqtt, database })).end();
    expect(await leftSessions(store)).toEqual([]);
    await store.query({
      text: `UPDATE curated.checkpoint SET updated_at = updated_at - interval '1 hour' WHERE step LIKE 'subscriptions:%'`,
    });
    expect(await leftSessions(store)).toMatchObject([
      { clientId: expect.stringMatching(/^tundish-.*-test-events$/) },
    ]);
  }, 60_000);

  test('brings what no stream claims to raw also where the plant has samples alone', async () => {
    const { mqtt, publish, database, store } = await surroundings();
    const amqp = (await rabbitmq())?.url;
    if (amqp === undefined) throw new Error('no queue');
    const files = Object.fromEntries(
      Object.entries(oneMajor()).filter(([path]) => !path.startsWith('products/casting/heat/')),
    );
    const plant = await start(files, store, { mqtt, database, amqp }, 1);
    for (let n = 0; n < 5; n += 1) {
      await publish('plant/casting/c1/strand/trace', strandMessage('c1', n, 2));
    }
    await until(async () => (await count(store, 'raw.unrouted')) === 5, 'what nobody claims');
    await plant.end();
  }, 60_000);

  test.each([
    ['first', ['v2', 'v1']],
    ['last', ['v1', 'v2']],
  ])(
    'that a source publishes twice, the major to come %s, leaves the known one whole',
    async (_, order) => {
      const { mqtt, publish, database, store } = await surroundings();
      const send = async (n: number, topic: string): Promise<void> => {
        const more = topic === 'v1' ? {} : { superheat: 1, poured_at: '2026-02-28T23:30:00Z' };
        const body = JSON.stringify({ ...JSON.parse(heatMessage(1, n)), ...more });
        await publish(`plant/casting/c1/heat/${topic}`, body);
      };
      const books = (plant: PlantAtWork) =>
        openBooks(plant.built.plan, { raw: store, metrics: store, curated: store }).read();
      let plant = await start(oneMajor(), store, { mqtt, database });
      for (let n = 0; n < 5; n += 1) for (const topic of order) await send(n, topic);
      await send(5, 'v2');
      await until(async () => {
        const [event] = (await books(plant)).events;
        return event?.curated === 5 && event.held === 6 && event.conflict === 0 && event.balanced;
      }, 'the known major in curated and the other one held');
      await plant.end();

      plant = await start(twoMajors(), store, { mqtt, database });
      await send(5, 'v2');
      await until(async () => {
        const [event] = (await books(plant)).events;
        return event?.curated === 6 && event.duplicate === 1 && event.pending === 0;
      }, 'the one that came in the new major alone');
      // An event is curated once; that its second telling waits is for a person to see.
      expect((await books(plant)).events[0]).toMatchObject({
        received: 12,
        raw: 11,
        curated: 6,
        balanced: true,
      });
      expect(await count(store, 'curated.heat')).toBe(6);
      await plant.end();
    },
    60_000,
  );
});
