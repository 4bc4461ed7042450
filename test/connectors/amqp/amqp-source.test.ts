import { type ConsumeMessage, connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageOf } from '../../../connectors/amqp/amqp-message.ts';
import { amqpSink } from '../../../connectors/amqp/amqp-sink.ts';
import { amqpSource } from '../../../connectors/amqp/amqp-source.ts';
import type { AmqpQueue } from '../../../connectors/amqp/amqp-topology.ts';
import type { Delivery, RoutedMessage } from '../../../connectors/connector.ts';
import { describeWith, rabbitmq } from '../../support/services/services.ts';
import { until } from '../../support/until.ts';
import { wireProxy } from '../../support/wire-proxy.ts';
import { bodyOf, sourceConformance } from '../source-conformance.ts';

function queueNamed(name: string): AmqpQueue {
  return {
    exchange: 'tundish.events',
    routingKey: name,
    queue: `tundish.events.${name}`,
    deadLetterQueue: `tundish.events.${name}.dead`,
  };
}

function routed(queue: AmqpQueue, number: number): RoutedMessage {
  return {
    message: {
      topic: `plant/test/${number}`,
      body: bodyOf(number),
      receivedAtMs: 1_790_000_000_123,
      redelivered: false,
    },
    exchange: queue.exchange,
    routingKey: queue.routingKey,
  };
}

function batchOf(queue: AmqpQueue, first: number, count: number): readonly RoutedMessage[] {
  return Array.from({ length: count }, (_, index) => routed(queue, first + index));
}

describe('a message from a queue', () => {
  test.each([1e17, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', undefined])(
    'was received now where its header says %s',
    (receivedAt) => {
      const delivery = {
        content: Buffer.alloc(0),
        fields: { routingKey: 'k', redelivered: false },
        properties: { headers: { topic: 't', receivedAt } },
      } as unknown as ConsumeMessage;
      expect(messageOf(delivery, 5)).toMatchObject({ topic: 't', receivedAtMs: 5 });
    },
  );
});

describeWith('RabbitMQ', 'the AMQP source', () => {
  let url = '';
  let made = 0;
  beforeAll(async () => {
    url = (await rabbitmq())?.url ?? '';
  });

  sourceConformance(async () => {
    made += 1;
    const queue = queueNamed(`conformance-${made}`);
    const proxy = await wireProxy(url);
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write([]);
    return {
      source: (window) =>
        amqpSource({
          url: proxy.through(url),
          name: 'under-test',
          queues: [queue.queue],
          window: { messages: window, bytes: 1e6 },
        }),
      publish: async (first, count) => {
        for (let at = first; at < first + count; at += 50) {
          await sink.write(batchOf(queue, at, Math.min(50, first + count - at)));
        }
      },
      cut: () => proxy.cut(),
      close: async () => {
        await sink.close();
        await proxy.close();
      },
    };
  });

  test('brings back topic and receive time of each message', async () => {
    const queue = queueNamed('provenance');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write([routed(queue, 7)]);
    const source = amqpSource({ url, name: 'reader', queues: [queue.queue] });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    await until(() => deliveries.length === 1);
    expect(deliveries[0]?.message).toMatchObject({
      topic: 'plant/test/7',
      receivedAtMs: 1_790_000_000_123,
      redelivered: false,
    });
    source.settle(deliveries);
    await source.stop();
    await sink.close();
  });

  test('ends although it is told to while it still connects', async () => {
    for (const delayMs of [0, 2, 5, 10, 20, 40]) {
      const queue = queueNamed('ended-early');
      const source = amqpSource({
        url,
        name: 'ended-early',
        queues: [queue.queue],
        declare: [queue],
      });
      const started = source.start(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await source.pause();
      await source.stop();
      await started;
    }
  });

  test('holds near its window in bytes although the messages are large', async () => {
    const queue = queueNamed('megabytes');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    const body = Buffer.alloc(1_000_000, 32);
    await sink.write(
      batchOf(queue, 0, 40).map((item) => ({ ...item, message: { ...item.message, body } })),
    );
    const source = amqpSource({
      url,
      name: 'reader',
      queues: [queue.queue],
      window: { messages: 4_000, bytes: 8e6 },
    });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(deliveries.length).toBeGreaterThanOrEqual(7);
    expect(deliveries.length).toBeLessThanOrEqual(10);
    let settled = 0;
    await until(() => {
      const next = deliveries.slice(settled);
      settled += next.length;
      source.settle(next);
      return settled === 40;
    }, 'all deliveries');
    await source.stop();
    await sink.close();
  });

  test('asks for as many as its window holds once it has seen that they are small', async () => {
    const queue = queueNamed('small');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write(batchOf(queue, 0, 1_500));
    const source = amqpSource({ url, name: 'reader', queues: [queue.queue] });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    await until(() => deliveries.length === 1_500);
    source.settle(deliveries);
    await source.stop();
    await sink.close();
  });

  test('takes what was moved to the dead letters as well, and counts it', async () => {
    const queue = queueNamed('dying');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write(batchOf(queue, 0, 5));
    const connection = await connect(url);
    const channel = await connection.createChannel();
    await channel.consume(queue.queue, (delivery) => {
      if (delivery !== null) channel.reject(delivery, false);
    });
    await until(async () => (await channel.checkQueue(queue.deadLetterQueue)).messageCount === 5);
    await connection.close();
    const counted: string[] = [];
    const source = amqpSource({
      url,
      name: 'reader',
      queues: [queue.queue],
      deadLetterQueues: [queue.deadLetterQueue],
      count: (what) => counted.push(what),
    });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    await until(() => deliveries.length === 5);
    expect(deliveries.map(({ message }) => message.topic)).toContain('plant/test/4');
    expect(counted).toEqual(Array.from({ length: 5 }, () => 'dead_letter'));
    source.settle(deliveries);
    await source.stop();
    await sink.close();
  });

  test('delivers again however often its reader dies', async () => {
    const queue = queueNamed('often');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write(batchOf(queue, 0, 1));
    const connection = await connect(url);
    const channel = await connection.createChannel();
    let lives = 0;
    await channel.consume(queue.queue, (delivery) => {
      lives += 1;
      if (delivery !== null && lives <= 25) channel.nack(delivery);
    });
    await until(() => lives > 25);
    expect((await channel.checkQueue(queue.deadLetterQueue)).messageCount).toBe(0);
    await connection.close();
    await sink.close();
  });

  test('stops consuming at its byte window and goes on when half of it is settled', async () => {
    const queue = queueNamed('bytes');
    const sink = amqpSink({ url, name: 'publisher', declare: [queue] });
    await sink.write(batchOf(queue, 0, 300));
    const size = bodyOf(100).byteLength;
    const source = amqpSource({
      url,
      name: 'reader',
      queues: [queue.queue],
      window: { messages: 10, bytes: 5 * size },
    });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    await until(() => deliveries.length >= 5);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(deliveries.length).toBeLessThanOrEqual(10);
    let settled = 0;
    await until(() => {
      const next = deliveries.slice(settled, settled + 3);
      settled += next.length;
      source.settle(next);
      return settled === 300;
    }, 'all deliveries');
    await source.stop();
    await sink.close();
  });
});

describeWith('RabbitMQ', 'the AMQP sink', () => {
  let url = '';
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    url = (await rabbitmq())?.url ?? '';
  });
  afterAll(async () => {
    for (const close of closing) await close();
  });

  async function drain(queue: AmqpQueue): Promise<readonly string[]> {
    const source = amqpSource({ url, name: 'drain', queues: [queue.queue], declare: [queue] });
    const deliveries: Delivery[] = [];
    await source.start((delivery) => deliveries.push(delivery));
    let last = -1;
    await until(async () => {
      const before = last;
      last = deliveries.length;
      await new Promise((resolve) => setTimeout(resolve, 150));
      return before === deliveries.length;
    });
    source.settle(deliveries);
    await source.stop();
    return deliveries.map(({ message }) => message.topic);
  }

  test('does not call durable what no queue takes, and goes on once one is bound', async () => {
    const queue = queueNamed('unbound');
    const other = queueNamed('other');
    const sink = amqpSink({ url, name: 'sink', declare: [other] });
    closing.push(() => sink.close());
    const failure = await sink.write([routed(queue, 1)]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'drift' });
    const declaring = amqpSink({ url, name: 'declaring', declare: [queue] });
    await declaring.write([]);
    await declaring.close();
    await sink.write([routed(queue, 1)]);
    expect(await drain(queue)).toEqual(['plant/test/1']);
  });

  test('takes a missing exchange for drift and opens a new channel for the next batch', async () => {
    const queue = { ...queueNamed('late'), exchange: 'tundish.late' };
    const sink = amqpSink({ url, name: 'sink' });
    closing.push(() => sink.close());
    await expect(sink.write([routed(queue, 1)])).rejects.toMatchObject({ kind: 'drift' });
    const declaring = amqpSink({ url, name: 'declaring', declare: [queue] });
    await declaring.write([]);
    await declaring.close();
    await sink.write([routed(queue, 2)]);
    expect(await drain(queue)).toEqual(['plant/test/2']);
  });

  test('takes a message beyond the limit of the broker for poison, and no other batch', async () => {
    const queue = queueNamed('large');
    const sink = amqpSink({ url, name: 'sink', declare: [queue] });
    closing.push(() => sink.close());
    const large = routed(queue, 2);
    const tooLarge = { ...large, message: { ...large.message, body: Buffer.alloc(17 * 2 ** 20) } };
    const [first, second] = await Promise.allSettled([
      sink.write([routed(queue, 1), tooLarge]),
      sink.write(batchOf(queue, 3, 10)),
    ]);
    expect(first).toMatchObject({ reason: { kind: 'poison' } });
    if (second.status === 'rejected') expect(second.reason).toMatchObject({ kind: 'transient' });
    await sink.write(batchOf(queue, 3, 10));
    await expect(sink.write([tooLarge])).rejects.toMatchObject({ kind: 'poison' });
    expect(new Set(await drain(queue)).size).toBeGreaterThanOrEqual(10);
  });

  test('rejects the whole batch when the wire is cut, and stores it at the next attempt', async () => {
    const queue = queueNamed('cut');
    const proxy = await wireProxy(url);
    closing.push(() => proxy.close());
    const sink = amqpSink({ url: proxy.through(url), name: 'sink', declare: [queue] });
    closing.push(() => sink.close());
    await sink.write(batchOf(queue, 0, 10));
    proxy.blackHole();
    const writing = sink.write(batchOf(queue, 10, 10)).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    proxy.heal();
    proxy.cut();
    expect(await writing).toMatchObject({ kind: 'transient' });
    await sink.write(batchOf(queue, 10, 10));
    const topics = new Set(await drain(queue));
    expect(topics.size).toBe(20);
  });

  test('refuses a queue that stands with other arguments, naming it', async () => {
    const queue = queueNamed('changed');
    const first = amqpSink({ url, name: 'first', declare: [queue] });
    await first.write([]);
    await first.close();
    const second = amqpSink({
      url,
      name: 'second',
      declare: [{ ...queue, maxLengthBytes: 1_000 }],
    });
    closing.push(() => second.close());
    await expect(second.write([])).rejects.toMatchObject({
      kind: 'drift',
      message: expect.stringContaining('tundish.events.changed'),
    });
  });

  test('reports a broker that is not there as transient', async () => {
    const sink = amqpSink({ url: 'amqp://127.0.0.1:1', name: 'sink' });
    await expect(sink.write([])).rejects.toMatchObject({ kind: 'transient' });
    await sink.close();
  });
});
