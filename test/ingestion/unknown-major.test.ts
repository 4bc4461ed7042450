import { afterEach, expect, test } from 'vitest';
import type { Environment } from '../../cli/environment.ts';
import { sessionName } from '../../cli/roles/session-name.ts';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import type { Store } from '../../connectors/connector.ts';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import type { Books } from '../../ingestion/books/book.ts';
import { openBooks } from '../../ingestion/books/books.ts';
import { type PlantAtWork, startPlant } from '../support/plant-at-work.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../support/services/services.ts';
import { subscriptionLog } from '../support/subscription-log.ts';
import { heatMessage, oneMajor, strandMessage, twoMajors } from '../support/two-major-plant.ts';
import { until } from '../support/until.ts';

const services = ['Mosquitto', 'RabbitMQ', 'PostgreSQL 15'] as const;

describeWith(services, 'messages of a major that has no contract yet', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  test.each([
    ['through the queue', true],
    ['without a queue', false],
  ])(
    '%s are held in the books, and released once when their contract comes',
    async (_, queued) => {
      const broker = await mosquitto();
      const database = (await postgres15())?.url;
      const amqp = queued ? (await rabbitmq())?.url : undefined;
      if (broker === undefined || database === undefined) throw new Error('no services');
      const store = postgresStore(database, { poolMax: 4 });
      ends.push(broker.stop, () => store.close());
      const start = async (files: Readonly<Record<string, string>>): Promise<PlantAtWork> => {
        const { log, ...watch } = watched();
        const plant = await startPlant(files, store, {
          database,
          mqtt: broker.url,
          ...(amqp === undefined ? {} : { amqp }),
          log,
        });
        await until(() => watch.count() === 2, 'both subscriptions');
        return plant;
      };
      // A session that an earlier plan left subscribes to the first major alone.
      const left = mqttEventSource({
        url: broker.url,
        clientId: sessionName('events', {
          plan: (await buildPlant(memoryFiles(oneMajor()))).plan,
          environment: { stores: { raw: database } } as Environment,
          instance: 'test',
        }),
        filters: ['plant/casting/+/heat/v1'],
      });
      await left.start(() => undefined);
      await left.pause();
      await left.stop();

      let plant = await start(oneMajor());
      const publisher = mqttPublisher({ url: broker.url, clientId: 'gateway' });
      ends.push(() => publisher.close());
      const heat = (major: 1 | 2, number: number, topic = `v${major}`) =>
        publisher.publish(`plant/casting/c1/heat/${topic}`, heatMessage(major, number));
      const strand = (major: 1 | 2, number: number, count: number) =>
        publisher.publish(
          `plant/casting/c1/strand/v${major}`,
          strandMessage(`c${major}`, number, count),
        );
      for (let n = 0; n < 20; n += 1) await heat(1, n);
      for (let n = 0; n < 10; n += 1) await heat(2, n);
      await heat(2, 3);
      for (const topic of ['status', 'v02', 'v99999']) await heat(1, 1, topic);
      for (let n = 0; n < 5; n += 1) await strand(1, n, 2);
      for (let n = 0; n < 4; n += 1) await strand(2, n, 3);
      await strand(2, 1, 3);

      const held = await settled(store, plant, { events: 31, samples: 25 });
      expect(held.events[0]).toMatchObject({
        received: 31,
        raw: 30,
        duplicate: 1,
        conflict: 0,
        curated: 20,
        quarantined: 0,
        held: 10,
        balanced: true,
      });
      expect(held.sensors[0]).toMatchObject({
        received: 25,
        metrics: 10,
        quarantined: 12,
        duplicate: 3,
        balanced: true,
      });
      expect(await rows(store, 'SELECT topic FROM raw.unrouted ORDER BY topic')).toEqual([
        { topic: 'plant/casting/c1/heat/status' },
        { topic: 'plant/casting/c1/heat/v02' },
        { topic: 'plant/casting/c1/heat/v99999' },
      ]);
      expect(
        await rows(
          store,
          'SELECT contract_version, state, count(*)::integer AS n, bool_and(body IS NOT NULL) AS bytes FROM metrics.quarantine GROUP BY 1, 2',
        ),
      ).toEqual([{ contract_version: '2', state: 'held', n: 4, bytes: true }]);
      await plant.end();

      for (let round = 0; round < 2; round += 1) {
        plant = await start(twoMajors());
        if (round === 0) await heat(2, 10);
        const released = await settled(store, plant, { events: 32, samples: 25, held: 0 });
        expect(released.events[0]).toMatchObject({
          raw: 31,
          duplicate: 1,
          curated: 31,
          held: 0,
          balanced: true,
        });
        await until(async () => (await metrics(store)) === 22, 'the released samples');
        expect((await books(store, plant)).sensors[0]).toMatchObject({
          received: 25,
          metrics: 22,
          quarantined: 0,
          duplicate: 3,
          balanced: true,
        });
        await plant.end();
      }
      expect(
        await rows(
          store,
          `SELECT _contract_version AS version, count(*)::integer AS n, count(superheat)::integer AS superheats,
  min(_event_time) = '2026-02-28T23:30:00Z' AS own_time FROM curated.heat GROUP BY 1 ORDER BY 1`,
        ),
      ).toEqual([
        { version: '1.0.0', n: 20, superheats: 0, own_time: false },
        { version: '2.0.0', n: 11, superheats: 11, own_time: true },
      ]);
      expect(await rows(store, 'SELECT DISTINCT state FROM metrics.quarantine')).toEqual([
        { state: 'replayed' },
      ]);
    },
    90_000,
  );

  function watched() {
    const watch = subscriptionLog();
    return { log: watch.log, count: () => watch.subscribed };
  }
});

const rows = (store: Store, text: string) => store.query({ text });

async function metrics(store: Store): Promise<number> {
  const [row] = await store.query<{ n: number }>({
    text: 'SELECT count(*)::integer AS n FROM metrics.strand',
  });
  return row?.n ?? 0;
}

function books(store: Store, { built }: PlantAtWork): Promise<Books> {
  return openBooks(built.plan, { raw: store, metrics: store, curated: store }).read();
}

/** The books once this much has come in and nothing is pending. */
async function settled(
  store: Store,
  plant: PlantAtWork,
  expected: { readonly events: number; readonly samples: number; readonly held?: number },
): Promise<Books> {
  let read = await books(store, plant);
  await until(async () => {
    read = await books(store, plant);
    return (
      read.settled &&
      read.events[0]?.received === expected.events &&
      read.sensors[0]?.received === expected.samples &&
      (expected.held === undefined || read.events[0].held === expected.held)
    );
  }, 'everything to be settled').catch((error: unknown) => {
    throw new Error(`${JSON.stringify(read)}`, { cause: error });
  });
  return read;
}
