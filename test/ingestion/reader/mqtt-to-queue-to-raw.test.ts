import { afterEach, expect, test } from 'vitest';
import { amqpSink } from '../../../connectors/amqp/amqp-sink.ts';
import { amqpSource } from '../../../connectors/amqp/amqp-source.ts';
import { memorySource } from '../../../connectors/memory/memory-source.ts';
import { mqttEventSource } from '../../../connectors/mqtt/mqtt-event-source.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { pump } from '../../../ingestion/pump/pump.ts';
import { routeToQueue, unroutedChannel } from '../../../ingestion/reader/route-to-queue.ts';
import { sendInParts } from '../../../ingestion/reader/send-in-parts.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { heatReport, heats } from '../../support/streams/heats.ts';
import { until } from '../../support/until.ts';
import { wireProxy } from '../../support/wire-proxy.ts';

describeWith(['Mosquitto', 'RabbitMQ', 'PostgreSQL 15'], 'MQTT to RabbitMQ to raw', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  test('stores every message once although every wire is cut, and keeps the unclaimed', async () => {
    const broker = await mosquitto();
    const queues = await rabbitmq();
    const database = await postgres15();
    if (broker === undefined || queues === undefined || database === undefined) {
      throw new Error('no services');
    }
    await createTables(database.url, [heats]);
    const wires = {
      mqtt: await wireProxy(broker.url),
      publish: await wireProxy(queues.url),
      consume: await wireProxy(queues.url),
      store: await wireProxy(database.url),
    };
    const declare = [heats.channel, unroutedChannel];
    const ending = new AbortController();
    const settings = { batchMessages: 100, retry: { firstMs: 20, maxMs: 200 }, drainMs: 5_000 };
    const sink = amqpSink({ url: wires.publish.through(queues.url), name: 'reader', declare });
    const source = mqttEventSource({
      url: wires.mqtt.through(broker.url),
      clientId: 'reader',
      filters: [...heats.channel.topicFilters, 'plant/strange/#'],
      window: { messages: 500, bytes: 1e6 },
    });
    const reading = pump({
      worker: 'reader',
      source,
      stages: routeToQueue([heats]),
      sink,
      settings,
      clock: Date.now,
      signal: ending.signal,
    });
    const store = postgresStore(wires.store.through(database.url), {
      statementTimeoutMs: 1_000,
      answerGraceMs: 500,
    });
    const writing = pump({
      worker: 'writer',
      source: amqpSource({
        url: wires.consume.through(queues.url),
        name: 'writer',
        queues: declare.map(({ queue }) => queue),
        window: { messages: 500, bytes: 1e6 },
        declare,
      }),
      stages: identifyEvents(eventRouter([heats])),
      sink: rawSink({ store, worker: 'writer', counters: noCounters }),
      settings,
      clock: Date.now,
      signal: ending.signal,
    });
    const watching = postgresStore(database.url, { poolMax: 1 });
    const publisher = mqttPublisher({ url: broker.url, clientId: 'plant' });
    ends.push(
      broker.stop,
      ...Object.values(wires).map(({ close }) => close),
      () => watching.close(),
      () => publisher.close(),
      async () => {
        ending.abort();
        await Promise.all([reading, writing]);
        await sink.close();
        await store.close();
      },
    );
    const count = async (table: string): Promise<number> => {
      const [row] = await watching.query<{ n: number }>({
        text: `SELECT count(*)::integer AS n FROM raw.${table}`,
      });
      return row?.n ?? 0;
    };

    // The broker keeps nothing before the reader's session is there.
    await until(async () => {
      await publisher.publish('plant/strange/hello', 'hello');
      return (await count('unrouted')) === 1;
    }, 'the first message');
    const publishing = Promise.all(
      Array.from({ length: 2_000 }, (_, n) =>
        publisher.publish('plant/casting/c1/heat/v1', heatReport(n)),
      ),
    );
    for (const wire of [...Object.values(wires), ...Object.values(wires)]) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      wire.cut();
    }
    await publishing;
    await until(async () => (await count('caster_heat')) === 2_000, 'all rows', 25_000);
    expect(await count('unrouted')).toBe(1);
    const [conflicts] = await watching.query({
      text: 'SELECT count(*)::integer AS n FROM raw.caster_heat WHERE conflict',
    });
    expect(conflicts).toEqual({ n: 0 });
  }, 60_000);

  test('stores a message that is too large for the queue, and its neighbours with it', async () => {
    const queues = await rabbitmq();
    const database = await postgres15();
    if (queues === undefined || database === undefined) throw new Error('no services');
    await createTables(database.url, [heats]);
    const declare = [heats.channel, unroutedChannel];
    const ending = new AbortController();
    const received = memorySource();
    const reading = pump({
      worker: 'reader',
      source: received,
      stages: routeToQueue([heats]),
      sink: sendInParts(amqpSink({ url: queues.url, name: 'reader', declare })),
      settings: { batchMessages: 10 },
      clock: Date.now,
      signal: ending.signal,
    });
    const identify = identifyEvents(eventRouter([heats]));
    const store = postgresStore(database.url);
    const writing = pump({
      worker: 'writer',
      source: amqpSource({
        url: queues.url,
        name: 'writer',
        queues: declare.map(({ queue }) => queue),
        declare,
      }),
      stages: identify,
      sink: rawSink({ store, worker: 'writer', counters: noCounters, identify }),
      clock: Date.now,
      signal: ending.signal,
    });
    ends.push(
      () => store.close(),
      async () => {
        ending.abort();
        await Promise.all([reading, writing]);
      },
    );
    const publish = (body: string): void =>
      received.publish({
        topic: 'plant/casting/c1/heat/v1',
        body: Buffer.from(body),
        receivedAtMs: Date.now(),
        redelivered: false,
      });
    const tooLarge = 17 * 2 ** 20;
    publish(heatReport(1));
    publish(heatReport(2).replace('{', `{"more":"${'x'.repeat(tooLarge)}",`));
    for (let n = 3; n <= 30; n += 1) publish(heatReport(n));
    await until(async () => {
      const [row] = await store.query<{ n: number; large: boolean }>({
        text: `SELECT count(*)::integer AS n, max(length(payload::text)) > ${tooLarge} AS large FROM raw.caster_heat`,
      });
      return row?.n === 30 && row.large;
    }, 'all rows');
    expect(received.held).toBe(0);
  }, 60_000);
});
