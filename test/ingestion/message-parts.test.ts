import { describe, expect, test } from 'vitest';
import type { Message } from '../../connectors/connector.ts';
import { partName, splitMessage } from '../../ingestion/message-parts.ts';

const WHOLE = '00112233445566778899aabbccddeeff';
const message = (topic: string, bytes = 0): Message => ({
  topic,
  body: Buffer.alloc(bytes, 7),
  receivedAtMs: 5,
  redelivered: false,
});

describe('a message in parts', () => {
  test('is its parts in order, each named', () => {
    const whole = message('plant/a\n/heat', 600_000);
    const parts = splitMessage(whole, WHOLE);
    expect(Buffer.concat(parts.map(({ body }) => body)).equals(whole.body)).toBe(true);
    expect(parts.map(partName)).toEqual(
      [0, 1, 2].map((index) => ({ whole: WHOLE, index, count: 3, topic: 'plant/a\n/heat' })),
    );
    expect(parts.every(({ receivedAtMs }) => receivedAtMs === 5)).toBe(true);
  });

  test.each([
    'plant/a',
    '$tundish/part/',
    `$tundish/part/${WHOLE}/3/3/t`,
    `$tundish/part/${WHOLE}/0/9999/t`,
    `$tundish/part/${WHOLE}/-1/3/t`,
    '$tundish/part/xyz/0/1/t',
  ])('is not claimed by %s', (topic) => {
    expect(partName(message(topic))).toBeUndefined();
  });
});
