import { describe } from 'vitest';
import { memorySource } from '../../../connectors/memory/memory-source.ts';
import { bodyOf, sourceConformance } from '../source-conformance.ts';

describe('the memory source', () => {
  sourceConformance(async () => {
    let source = memorySource();
    return {
      source: (window) => {
        const before = source;
        source = memorySource(window);
        for (const message of before.unfinished()) source.publish(message);
        return source;
      },
      publish: async (first, count) => {
        for (let number = first; number < first + count; number += 1) {
          source.publish({
            topic: 'test/events',
            body: bodyOf(number),
            receivedAtMs: 0,
            redelivered: false,
          });
        }
      },
      cut: () => source.reconnect(),
      close: async () => undefined,
    };
  });
});
