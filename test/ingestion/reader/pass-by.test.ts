import { expect, test } from 'vitest';
import type { Message } from '../../../connectors/connector.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { passByOthers } from '../../../ingestion/reader/pass-by.ts';
import { streamRouter } from '../../../ingestion/stream-router.ts';
import { heats } from '../../support/streams/heats.ts';
import { strandSamples } from '../../support/streams/strand-samples.ts';

test('each loop takes what its class claims and what nobody claims, so nothing is stored twice or never', () => {
  // Both subscribe to plant/casting/+/+ since each names its major there.
  const events = {
    ...heats,
    majors: heats.majors.map((major) => ({ ...major, topicFilter: 'plant/casting/+/v1' })),
  };
  const sensors = {
    ...strandSamples,
    majors: strandSamples.majors.map((major) => ({
      ...major,
      topicFilter: 'plant/casting/+/live',
    })),
  };
  const claimsOf = streamRouter([events, sensors]);
  const batch = ['v1', 'v2', 'live', 'other'].map(
    (level): Message => ({
      topic: `plant/casting/c1/${level}`,
      body: new Uint8Array(),
      receivedAtMs: 0,
      redelivered: false,
    }),
  );
  let passedBy = 0;
  const counters = { ...noCounters, add: (_: string, __: object, n: number) => (passedBy += n) };
  const taken = (kind: 'event' | 'sensor') =>
    passByOthers(kind, claimsOf, counters)(batch).map(({ topic }) => topic.split('/').at(-1));
  expect(taken('event')).toEqual(['v1', 'v2', 'other']);
  expect(taken('sensor')).toEqual(['live', 'other']);
  expect(passedBy).toBe(1 + 2);
});
