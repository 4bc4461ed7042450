import { afterEach, expect, test } from 'vitest';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { openBooks } from '../../ingestion/books/books.ts';
import { startPlant } from '../support/plant-at-work.ts';
import { describeWith, mosquitto, postgres15 } from '../support/services/services.ts';
import { subscriptionLog } from '../support/subscription-log.ts';
import { heatMessage, oneMajor, strandMessage, twoMajors } from '../support/two-major-plant.ts';
import { until } from '../support/until.ts';

/** Of each major and class. */
const MESSAGES = 600;

describeWith(['Mosquitto', 'PostgreSQL 15'], 'two majors of one contract, live', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  test('no read fails and no record is missing while the second one comes', async () => {
    const broker = await mosquitto();
    const database = (await postgres15())?.url;
    if (broker === undefined || database === undefined) throw new Error('no services');
    const store = postgresStore(database, { poolMax: 4 });
    ends.push(broker.stop, () => store.close());
    const start = async (files: Readonly<Record<string, string>>) => {
      const watch = subscriptionLog();
      const around = { database, mqtt: broker.url, log: watch.log };
      const plant = await startPlant(files, store, around);
      return { plant, subscribed: () => until(() => watch.subscribed === 2, 'subscriptions') };
    };
    const first = await start(oneMajor());
    await first.subscribed();

    const consumers = postgresStore(database, { poolMax: 4 });
    ends.push(() => consumers.close());
    let reading = true;
    const consume = async (view: string) => {
      let seen = 0;
      let reads = 0;
      const failures: unknown[] = [];
      while (reading) {
        try {
          const [row] = await consumers.query<{ n: number }>({
            text: `SELECT count(*)::integer AS n FROM ${view}`,
          });
          if ((row?.n ?? 0) < seen) failures.push(`${view} went from ${seen} to ${row?.n} rows`);
          seen = row?.n ?? 0;
          reads += 1;
        } catch (error) {
          failures.push(error);
        }
      }
      return { reads, failures };
    };
    const reads = ['curated.heat_v1', 'curated.heat_history_v1', 'metrics.strand_v1'].map(consume);

    const producers = ([1, 2] as const).map(async (major) => {
      const publisher = mqttPublisher({ url: broker.url, clientId: `gateway-${major}` });
      ends.push(() => publisher.close());
      for (let n = 0; n < MESSAGES; n += 1) {
        await publisher.publish(`plant/casting/c1/heat/v${major}`, heatMessage(major, n));
        await publisher.publish(
          `plant/casting/c1/strand/v${major}`,
          strandMessage(`c${major}`, n, 2),
        );
      }
    });
    await until(async () => {
      const [row] = await store.query<{ n: number }>({
        text: 'SELECT count(*)::integer AS n FROM curated.heat',
      });
      return (row?.n ?? 0) > 50;
    }, 'a beginning');

    // As a rollout goes: apply, then processes with the new plan beside those that still end.
    const second = await start(twoMajors());
    reads.push(...['curated.heat_v2', 'curated.heat_history_v2', 'metrics.strand_v2'].map(consume));
    await first.plant.end();
    await second.subscribed();
    await Promise.all(producers);
    const { plan } = second.plant.built;
    const books = openBooks(plan, { raw: store, metrics: store, curated: store });
    let last = await books.read();
    await until(async () => {
      last = await books.read();
      const [event] = last.events;
      return last.settled && event?.raw === 2 * MESSAGES && event.held === 0;
    }, 'all events').catch((error: unknown) => {
      throw new Error(JSON.stringify(last), { cause: error });
    });
    reading = false;
    for (const { failures, reads: done } of await Promise.all(reads)) {
      expect(failures).toEqual([]);
      expect(done).toBeGreaterThan(10);
    }
    await second.plant.end();

    expect(last.events[0]).toMatchObject({
      curated: 2 * MESSAGES,
      quarantined: 0,
      conflict: 0,
      balanced: true,
    });
    const [shown] = await store.query({
      text: `SELECT (SELECT count(*)::integer FROM curated.heat_v1) AS v1,
  (SELECT count(*)::integer FROM curated.heat_v2) AS v2,
  (SELECT count(superheat)::integer FROM curated.heat_v2) AS superheats`,
    });
    expect(shown).toEqual({ v1: 2 * MESSAGES, v2: 2 * MESSAGES, superheats: MESSAGES });
    // Sensor streams promise no more than counts: what came while no session was there is lost.
    const end = await books.read();
    expect(end.balanced).toBe(true);
    const [samples] = await store.query<{ v1: number; v2: number }>({
      text: `SELECT (SELECT count(*)::integer FROM metrics.strand_v1) AS v1, (SELECT count(*)::integer FROM metrics.strand_v2) AS v2`,
    });
    expect(samples).toEqual({ v1: end.sensors[0]?.metrics, v2: end.sensors[0]?.metrics });
    expect(end.sensors[0]?.quarantined).toBe(0);
  }, 90_000);
});
