import { afterEach, expect, test } from 'vitest';
import type { Delivery, Message } from '../../../connectors/connector.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import { mqttSensorSource } from '../../../connectors/mqtt/mqtt-sensor-source.ts';
import { describeWith, mosquitto } from '../../support/services/services.ts';
import { until } from '../../support/until.ts';
import { bodyOf } from '../source-conformance.ts';

const TOPIC = 'plant/casting/c1/strand/v1';

describeWith('Mosquitto', 'the MQTT sensor source', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  async function start(buffer: { messages: number; bytes: number }): Promise<{
    readonly source: ReturnType<typeof mqttSensorSource>;
    readonly deliveries: Delivery[];
    readonly dropped: Message[];
    readonly publish: (from: number, to: number) => Promise<void>;
  }> {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const dropped: Message[] = [];
    const deliveries: Delivery[] = [];
    const source = mqttSensorSource({
      url: broker.url,
      clientId: 'sensors',
      filters: ['plant/#'],
      window: { messages: 10, bytes: 1e6 },
      buffer,
      onDrop: (message) => dropped.push(message),
    });
    await source.start((delivery) => deliveries.push(delivery));
    const publisher = mqttPublisher({ url: broker.url, clientId: 'plant' });
    ends.push(broker.stop, publisher.close);
    return {
      source,
      deliveries,
      dropped,
      publish: async (from, to) => {
        for (let number = from; number < to; number += 1) {
          await publisher.publish(TOPIC, bodyOf(number));
        }
      },
    };
  }

  test('drops the oldest beyond its buffer and tells each one', async () => {
    const { source, deliveries, dropped, publish } = await start({ messages: 20, bytes: 1e6 });
    await publish(0, 100);
    await until(() => dropped.length === 70, '70 drops');
    expect(numbers(dropped)).toEqual(range(10, 80));
    let settled = 0;
    await until(() => {
      const next = deliveries.slice(settled);
      settled += next.length;
      source.settle(next);
      return settled === 30;
    }, 'the others');
    expect(numbers(deliveries.map(({ message }) => message))).toEqual([
      ...range(0, 10),
      ...range(80, 100),
    ]);
    await source.stop();
  });

  test('bounds its buffer in bytes too', async () => {
    const size = bodyOf(50).byteLength;
    const { source, deliveries, dropped, publish } = await start({
      messages: 1e6,
      bytes: 5.5 * size,
    });
    await publish(10, 50);
    await until(() => dropped.length === 25, '25 drops');
    expect(deliveries).toHaveLength(10);
    await source.stop();
    expect(dropped).toHaveLength(30);
  });
});

function numbers(messages: readonly Message[]): readonly number[] {
  return messages.map(({ body }) => JSON.parse(Buffer.from(body).toString()).number);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
