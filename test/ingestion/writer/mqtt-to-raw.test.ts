import { afterEach, expect, test } from 'vitest';
import { mqttEventSource } from '../../../connectors/mqtt/mqtt-event-source.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { pump } from '../../../ingestion/pump/pump.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { pubacks } from '../../support/mqtt-wire.ts';
import { describeWith, mosquitto, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { heatReport, heats } from '../../support/streams/heats.ts';
import { until } from '../../support/until.ts';
import { type WireProxy, wireProxy } from '../../support/wire-proxy.ts';

describeWith(['Mosquitto', 'PostgreSQL 15'], 'MQTT to raw', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  async function plant(): Promise<{
    readonly mqtt: WireProxy;
    readonly database: WireProxy;
    readonly rows: () => Promise<number>;
    readonly flow: () => Promise<unknown>;
    readonly publish: (from: number, to: number) => Promise<void>;
    /** Runs a pump until its end is asked for. */
    readonly run: () => { readonly end: () => Promise<void> };
  }> {
    const broker = await mosquitto();
    const created = await postgres15();
    if (broker === undefined || created === undefined) throw new Error('no services');
    await createTables(created.url, [heats]);
    const mqtt = await wireProxy(broker.url);
    const database = await wireProxy(created.url);
    const watching = postgresStore(created.url, { poolMax: 1 });
    const session = mqttEventSource({
      url: broker.url,
      clientId: 'direct',
      filters: heats.channel.topicFilters,
    });
    await session.start(() => undefined);
    await session.stop();
    const publisher = mqttPublisher({ url: broker.url, clientId: 'plant' });
    ends.push(broker.stop, mqtt.close, database.close, watching.close, publisher.close);
    return {
      mqtt,
      database,
      rows: async () => {
        const [row] = await watching.query<{ n: number }>({
          text: 'SELECT count(*)::integer AS n FROM raw.caster_heat',
        });
        return row?.n ?? 0;
      },
      flow: async () => {
        const [row] = await watching.query({
          text: 'SELECT sum(received)::integer AS received, sum(duplicate)::integer AS duplicate FROM raw.flow',
        });
        return row;
      },
      publish: async (from, to) => {
        const numbers = Array.from({ length: to - from }, (_, index) => from + index);
        await Promise.all(
          numbers.map((n) => publisher.publish('plant/casting/c1/heat/v1', heatReport(n))),
        );
      },
      run: () => {
        const store = postgresStore(database.through(created.url), {
          statementTimeoutMs: 300,
          answerGraceMs: 200,
          connectTimeoutMs: 500,
        });
        const ending = new AbortController();
        const running = pump({
          worker: 'direct',
          source: mqttEventSource({
            url: mqtt.through(broker.url),
            clientId: 'direct',
            filters: heats.channel.topicFilters,
            window: { messages: 200, bytes: 1e6 },
            keepAliveSeconds: 1,
          }),
          stages: identifyEvents(eventRouter([heats])),
          sink: rawSink({ store, worker: 'direct', counters: noCounters }),
          settings: { batchMessages: 50, retry: { firstMs: 20, maxMs: 100 }, drainMs: 5_000 },
          clock: Date.now,
          signal: ending.signal,
        });
        const end = async (): Promise<void> => {
          ending.abort();
          await running;
          await store.close();
        };
        ends.push(end);
        return { end };
      },
    };
  }

  test('acknowledges nothing while the store gives no answer, and everything after', async () => {
    const { mqtt, database, rows, publish, run } = await plant();
    const { end } = run();
    await publish(0, 20);
    await until(() => pubacks(mqtt).length === 20, 'the first 20 acknowledgements');
    database.blackHole();
    await publish(20, 420);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(pubacks(mqtt)).toHaveLength(20);
    expect(mqtt.connections).toBe(1);
    database.heal();
    await until(async () => (await rows()) === 420, 'all rows');
    await until(() => pubacks(mqtt).length === 420, 'all acknowledgements');
    await end();
    expect(await rows()).toBe(420);
  });

  test('stores every message once although wires are cut all the time', async () => {
    const { mqtt, database, rows, publish, run } = await plant();
    run();
    const publishing = publish(0, 3_000);
    for (let cut = 0; cut < 8; cut += 1) {
      await new Promise((resolve) => setTimeout(resolve, 120));
      (cut % 2 === 0 ? database : mqtt).cut();
    }
    await publishing;
    await until(async () => (await rows()) === 3_000, 'all rows', 25_000);
  });

  test('after an end under load, repeats no message that was stored', async () => {
    const { rows, flow, publish, run } = await plant();
    const first = run();
    const publishing = publish(0, 3_000);
    await until(async () => (await rows()) > 500, '500 rows');
    await first.end();
    const stored = await rows();
    expect(stored).toBeLessThan(3_000);
    run();
    await publishing;
    await until(async () => (await rows()) === 3_000, 'all rows');
    expect(await flow()).toEqual({ received: 3_000, duplicate: 0 });
  });
});
