import net from 'node:net';
import { Aedes } from 'aedes';
import { afterEach, describe, expect, test } from 'vitest';
import type { Delivery, Source } from '../../../connectors/connector.ts';
import { silentLog } from '../../../connectors/log.ts';
import { mqttEventSource } from '../../../connectors/mqtt/mqtt-event-source.ts';
import { type MqttPublisher, mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { pubacks } from '../../support/mqtt-wire.ts';
import { mqtt5Broker } from '../../support/mqtt5-broker.ts';
import { describeWith, mosquitto } from '../../support/services/services.ts';
import { until } from '../../support/until.ts';
import { type WireProxy, wireProxy } from '../../support/wire-proxy.ts';
import { bodyOf, type SourceUnderTest, sourceConformance } from '../source-conformance.ts';

const TOPIC = 'plant/casting/c1/heat/v1';
const FILTER = 'plant/+/+/heat/v1';

let nextClient = 0;

async function underTest(
  brokerUrl: string,
  stopBroker: () => Promise<void>,
): Promise<SourceUnderTest> {
  nextClient += 1;
  const clientId = `conformance-${nextClient}`;
  const proxy = await wireProxy(brokerUrl);
  const url = proxy.through(brokerUrl);
  const source = (window: number): Source =>
    mqttEventSource({
      url,
      clientId,
      filters: [FILTER],
      window: { messages: window, bytes: 1e6 },
    });
  const session = source(1);
  await session.start(() => undefined);
  await session.stop();
  const publisher = mqttPublisher({ url: brokerUrl, clientId: `${clientId}-publisher` });
  return {
    source,
    publish: (first, count) => publishNumbers(publisher, first, count),
    cut: () => proxy.cut(),
    close: async () => {
      await publisher.close();
      await proxy.close();
      await stopBroker();
    },
  };
}

async function publishNumbers(
  publisher: MqttPublisher,
  first: number,
  count: number,
): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => publisher.publish(TOPIC, bodyOf(first + index))),
  );
}

async function inProcessBroker(): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
}> {
  const broker = await Aedes.createBroker();
  const server = net.createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      server.close();
    },
  };
}

describeWith('Mosquitto', 'the MQTT event source at Mosquitto (MQTT 5)', () => {
  sourceConformance(async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    return underTest(broker.url, broker.stop);
  });

  describe('on the wire', () => {
    let close: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of close.reverse()) await end();
      close = [];
    });

    async function open(options: { persistence?: boolean } = {}): Promise<{
      proxy: WireProxy;
      url: string;
      broker: NonNullable<Awaited<ReturnType<typeof mosquitto>>>;
    }> {
      const broker = await mosquitto(options);
      if (broker === undefined) throw new Error('no broker');
      const proxy = await wireProxy(broker.url);
      close.push(broker.stop, proxy.close);
      return { proxy, broker, url: broker.url };
    }

    test('sends no PUBACK before settle, then one per message in receive order', async () => {
      const { proxy, url } = await open();
      const source = mqttEventSource({ url: proxy.through(url), clientId: 'r', filters: [FILTER] });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publishNumbers(publisher, 0, 200);
      await until(() => deliveries.length === 200);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(pubacks(proxy)).toEqual([]);
      source.settle(deliveries.slice(0, 150));
      await until(() => pubacks(proxy).length === 150);
      const ids = deliveries.map(({ token }) => (token as number) % 65_536);
      expect(pubacks(proxy)).toEqual(ids.slice(0, 150));
      source.settle(deliveries.slice(150));
      await until(() => pubacks(proxy).length === 200);
      expect(pubacks(proxy)).toEqual(ids);
    });

    test('keeps the connection alive while its window is full for many keep-alives', async () => {
      const { proxy, url } = await open();
      const source = mqttEventSource({
        url: proxy.through(url),
        clientId: 'r',
        filters: [FILTER],
        window: { messages: 50, bytes: 1e6 },
        keepAliveSeconds: 1,
      });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publishNumbers(publisher, 0, 500);
      await new Promise((resolve) => setTimeout(resolve, 4_000));
      expect(proxy.connections).toBe(1);
      let settled = 0;
      await until(() => {
        const next = deliveries.slice(settled);
        settled += next.length;
        source.settle(next);
        return settled === 500;
      });
    });

    test('comes back after a half-open wire and is not fooled by its silence', async () => {
      const { proxy, url } = await open();
      const source = mqttEventSource({
        url: proxy.through(url),
        clientId: 'r',
        filters: [FILTER],
        keepAliveSeconds: 1,
      });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      proxy.blackHole();
      await publishNumbers(publisher, 0, 10);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      proxy.heal();
      await until(() => deliveries.length === 10);
      source.settle(deliveries);
    });

    test('survives a crash of the broker with what the broker had kept', async () => {
      const { proxy, url, broker } = await open({ persistence: true });
      const source = mqttEventSource({ url: proxy.through(url), clientId: 'r', filters: [FILTER] });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publishNumbers(publisher, 0, 5);
      await until(() => deliveries.length === 5);
      await broker.terminate();
      await broker.start();
      await until(() => deliveries.length === 10);
      source.settle(deliveries);
      await publishNumbers(publisher, 5, 5);
      await until(() => deliveries.length === 15);
    });

    test('counts messages without a promise (QoS 0) and delivers them all the same', async () => {
      const { url } = await open();
      const counted: Record<string, number> = {};
      const source = mqttEventSource({
        url,
        clientId: 'r',
        filters: [FILTER],
        count: (what, n) => {
          counted[what] = (counted[what] ?? 0) + n;
        },
      });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publisher.publish(TOPIC, bodyOf(1), { qos: 0 });
      await publisher.publish(TOPIC, bodyOf(2));
      await until(() => deliveries.length === 2);
      source.settle(deliveries);
      expect(counted).toEqual({ qos0: 1 });
    });

    test('leaves a message that is too large with the broker, says so, and takes the others', async () => {
      const { proxy, url } = await open();
      const counted: string[] = [];
      const start = async (mostPacketBytes: number): Promise<[Source, Delivery[]]> => {
        const source = mqttEventSource({
          url: proxy.through(url),
          clientId: 'r',
          filters: [FILTER],
          mostPacketBytes,
          count: (what) => counted.push(what),
        });
        const deliveries: Delivery[] = [];
        await source.start((delivery) => deliveries.push(delivery));
        return [source, deliveries];
      };
      const [source, deliveries] = await start(100_000);
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publishNumbers(publisher, 0, 5);
      await publisher.publish(TOPIC, Buffer.alloc(200_000));
      await publishNumbers(publisher, 5, 5);
      await until(() => deliveries.length === 10 && counted.includes('too_large'));
      source.settle(deliveries);
      await source.stop();
      expect(proxy.connections).toBe(1);
      const [patient, kept] = await start(1_000_000);
      close.push(() => patient.stop());
      await until(() => kept.length === 1);
      expect(kept[0]?.message.body.byteLength).toBe(200_000);
      patient.settle(kept);
    });

    test('unsubscribes what an earlier plan had asked for', async () => {
      const { url } = await open();
      const before = mqttEventSource({ url, clientId: 'r', filters: ['old/#', FILTER] });
      await before.start(() => undefined);
      await before.stop();
      const source = mqttEventSource({
        url,
        clientId: 'r',
        filters: [FILTER],
        retiredFilters: async () => ['old/#', FILTER],
      });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publisher.publish('old/topic', bodyOf(1));
      await publisher.publish(TOPIC, bodyOf(2));
      await until(() => deliveries.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(deliveries.map(({ message }) => message.topic)).toEqual([TOPIC]);
    });

    test('says so where another client takes the session over', async () => {
      const { url } = await open();
      const told: string[] = [];
      const log = { ...silentLog, error: (_fields: object, text: string) => told.push(text) };
      const source = mqttEventSource({ url, clientId: 'same', filters: [FILTER], log });
      close.push(() => source.stop());
      await source.start(() => undefined);
      const second = mqttEventSource({ url, clientId: 'same', filters: [FILTER] });
      close.push(() => second.stop());
      await second.start(() => undefined);
      await until(() => told.length > 0);
      // Its version 2.0 closes the connection without a word.
      expect(told[0]).toMatch(
        /^another client (has connected|probably connects) with this client id/,
      );
    });

    test('unsubscribes it also where that is known late', async () => {
      const { url } = await open();
      const before = mqttEventSource({ url, clientId: 'r', filters: ['old/#', FILTER] });
      await before.start(() => undefined);
      await before.stop();
      let answer: (filters: readonly string[]) => void = () => undefined;
      const source = mqttEventSource({
        url,
        clientId: 'r',
        filters: [FILTER],
        retiredFilters: () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      });
      close.push(() => source.stop());
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      answer(['old/#']);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const publisher = mqttPublisher({ url, clientId: 'p' });
      close.push(() => publisher.close());
      await publisher.publish('old/topic', bodyOf(1));
      await publisher.publish(TOPIC, bodyOf(2));
      await until(() => deliveries.length === 1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(deliveries.map(({ message }) => message.topic)).toEqual([TOPIC]);
    });
  });
});

describe('the MQTT event source at a broker that speaks MQTT 5', () => {
  test('speaks 5 although the broker starts later than the source', async () => {
    const broker = await mqtt5Broker();
    const source = mqttEventSource({ url: broker.url, clientId: 'r', filters: [FILTER] });
    const started = source.start(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await broker.listen();
    await started;
    await source.stop();
    await broker.close();
    expect(broker.connects).toMatchObject([{ protocolVersion: 5 }]);
  });

  test('sends no pings where the broker turns keep-alive off', async () => {
    const broker = await mqtt5Broker({ serverKeepAlive: 0 });
    await broker.listen();
    const source = mqttEventSource({ url: broker.url, clientId: 'r', filters: [FILTER] });
    await source.start(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(broker.pings).toBe(0);
    await source.stop();
    await broker.close();
    expect(broker.connects).toHaveLength(1);
  });
});

describe('the MQTT event source at a broker that speaks 3.1.1 only', () => {
  sourceConformance(
    async () => {
      const broker = await inProcessBroker();
      return underTest(broker.url, broker.stop);
    },
    // No Receive Maximum in 3.1.1: what one read of the socket held is delivered.
    { overshoot: 65_536 / 200, unmarked: true, repeats: true },
  );

  test('suspects a second client where the broker closes good connections again and again', async () => {
    const broker = await inProcessBroker();
    const told: string[] = [];
    const log = { ...silentLog, error: (_fields: object, text: string) => told.push(text) };
    const sources = [1, 2].map(() =>
      mqttEventSource({ url: broker.url, clientId: 'same', filters: [FILTER], log }),
    );
    await Promise.all(sources.map((source) => source.start(() => undefined)));
    await until(() => told.length > 0, 'the suspicion', 20_000);
    expect(told[0]).toMatch(/^another client probably connects with this client id/);
    await Promise.all(sources.map((source) => source.stop()));
    await broker.stop();
  }, 30_000);

  test('keeps trying where logins are refused for a while', async () => {
    const broker = await Aedes.createBroker();
    let refusals = 3;
    broker.authenticate = (_client, _user, _password, done) => {
      refusals -= 1;
      done(null, refusals < 0);
    };
    const server = net.createServer(broker.handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const source = mqttEventSource({
      url: `mqtt://user:secret@127.0.0.1:${port}`,
      clientId: 'r',
      filters: [FILTER],
    });
    await source.start(() => undefined);
    expect(refusals).toBeLessThan(0);
    await source.stop();
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    server.close();
  });

  test('ends at once although no broker answers', async () => {
    const source = mqttEventSource({
      url: 'mqtt://127.0.0.1:1',
      clientId: 'r',
      filters: [FILTER],
    });
    const starting = source.start(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = Date.now();
    await source.stop();
    await starting;
    expect(Date.now() - began).toBeLessThan(1_000);
  });
});
