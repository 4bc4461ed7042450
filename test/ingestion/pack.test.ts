import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RoutedMessage } from '../../connectors/connector.ts';
import { packMessages, unpackMessages } from '../../ingestion/pack.ts';

const routed: fc.Arbitrary<RoutedMessage> = fc
  .record({
    topic: fc.string({ maxLength: 20 }),
    body: fc.uint8Array({ maxLength: 50 }),
    at: fc.integer({ min: 0, max: 2 ** 45 }),
    key: fc.constantFrom('a', 'b'),
  })
  .map(({ topic, body, at, key }) => ({
    message: { topic, body, receivedAtMs: at, redelivered: false },
    exchange: 'sensors',
    routingKey: key,
  }));

describe('a pack', () => {
  test('holds each message of its stream unchanged and in order', () => {
    fc.assert(
      fc.property(fc.array(routed, { maxLength: 40 }), (batch) => {
        const packs = packMessages(batch);
        expect(packs.length).toBeLessThanOrEqual(2);
        for (const key of ['a', 'b']) {
          const sent = batch
            .filter(({ routingKey }) => routingKey === key)
            .map(({ message }) => message);
          const packed = packs
            .filter(({ routingKey }) => routingKey === key)
            .map(({ message }) => message);
          const received = unpackMessages(packed);
          expect(received.map((message) => ({ ...message, body: [...message.body] }))).toEqual(
            sent.map((message) => ({ ...message, body: [...message.body] })),
          );
        }
      }),
      { seed: 7 },
    );
  });

  test('is bounded in messages and bytes', () => {
    const message = (bytes: number): RoutedMessage => ({
      message: { topic: 't', body: new Uint8Array(bytes), receivedAtMs: 0, redelivered: false },
      exchange: 'e',
      routingKey: 'r',
    });
    expect(packMessages(Array.from({ length: 1_001 }, () => message(1)))).toHaveLength(3);
    expect(packMessages(Array.from({ length: 4 }, () => message(200_000)))).toHaveLength(4);
  });

  test.each([1e17, -1, Number.NaN])('was received with the pack where an entry says %s', (time) => {
    const message = { topic: 't', body: Buffer.from('x'), receivedAtMs: time, redelivered: false };
    const [pack] = packMessages([{ message, exchange: 'e', routingKey: 'r' }]);
    if (pack === undefined) throw new Error('no pack');
    expect(unpackMessages([{ ...pack.message, receivedAtMs: 5 }])).toMatchObject([
      { topic: 't', receivedAtMs: 5 },
    ]);
  });

  test('yields what is whole where it is cut short', () => {
    const batch = [1, 2, 3].map(
      (n): RoutedMessage => ({
        message: { topic: 't', body: Buffer.from([n]), receivedAtMs: n, redelivered: false },
        exchange: 'e',
        routingKey: 'r',
      }),
    );
    const [pack] = packMessages(batch);
    if (pack === undefined) throw new Error('no pack');
    const cut = {
      ...pack.message,
      body: pack.message.body.subarray(0, pack.message.body.length - 1),
    };
    expect(unpackMessages([cut])).toHaveLength(2);
  });
});
