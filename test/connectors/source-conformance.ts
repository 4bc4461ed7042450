import { afterEach, describe, expect, test } from 'vitest';
import type { Delivery, Source } from '../../connectors/connector.ts';
import { until } from '../support/until.ts';

/** A broker's queue for one client, as the conformance tests use it. */
export interface SourceUnderTest {
  /** A source over the same queue or session each time; at most `window` unsettled. */
  source(window: number): Source;
  /** Resolves when the broker has taken the messages, numbered from `first`. */
  publish(first: number, count: number): Promise<void>;
  /** Breaks the connection; the source comes back by itself. */
  cut(): void;
  close(): Promise<void>;
}

/** Where a broker does less than the best of them. */
export interface Allowance {
  /** Messages beyond the window: what one read of a socket held already. */
  readonly overshoot?: number;
  /** The broker does not mark what it sends again. */
  readonly unmarked?: true;
  /** The broker may send again what it has read the acknowledgement of. */
  readonly repeats?: true;
}

/** What every source of events promises. Open `setUp` per test: each wants an empty queue. */
export function sourceConformance(
  setUp: () => Promise<SourceUnderTest>,
  allowance: Allowance = {},
): void {
  describe('keeps the promises of a source', () => {
    const open: SourceUnderTest[] = [];
    const running: Source[] = [];

    afterEach(async () => {
      await Promise.all(running.splice(0).map((source) => source.stop()));
      await Promise.all(open.splice(0).map((subject) => subject.close()));
    });

    async function subject(): Promise<SourceUnderTest> {
      const made = await setUp();
      open.push(made);
      return made;
    }

    async function start(
      under: SourceUnderTest,
      window = 100,
    ): Promise<{ readonly source: Source; readonly deliveries: Delivery[] }> {
      const source = under.source(window);
      running.push(source);
      const deliveries: Delivery[] = [];
      await source.start((delivery) => deliveries.push(delivery));
      return { source, deliveries };
    }

    async function stop(source: Source): Promise<void> {
      running.splice(running.indexOf(source), 1);
      await source.pause();
      await source.stop();
    }

    test('delivers what was published, unchanged and in order', async () => {
      const under = await subject();
      const { source, deliveries } = await start(under);
      await under.publish(0, 50);
      await until(() => deliveries.length === 50, '50 deliveries');
      expect(numbersOf(deliveries)).toEqual(range(0, 50));
      source.settle(deliveries);
    });

    test('delivers again what was not settled, and nothing that was', async () => {
      const under = await subject();
      const first = await start(under);
      await under.publish(0, 20);
      await until(() => first.deliveries.length === 20, '20 deliveries');
      first.source.settle(first.deliveries.slice(0, 12));
      await stop(first.source);
      const second = await start(under);
      await until(() => second.deliveries.length >= 8, '8 deliveries again');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(numbersOf(second.deliveries)).toEqual(range(12, 20));
      second.source.settle(second.deliveries);
    });

    test('holds no more than its window unsettled, and goes on as it is settled', async () => {
      const under = await subject();
      const { source, deliveries } = await start(under, 10);
      await under.publish(0, 400);
      await until(() => deliveries.length >= 10, 'a full window');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(deliveries.length).toBeLessThanOrEqual(10 + (allowance.overshoot ?? 0));
      let settled = 0;
      await until(() => {
        const next = deliveries.slice(settled);
        settled += next.length;
        source.settle(next);
        return settled === 400;
      }, 'all deliveries');
      expect(numbersOf(deliveries)).toEqual(range(0, 400));
    });

    test('after a cut delivers the unsettled again, and ignores settlements from before', async () => {
      const under = await subject();
      const { source, deliveries } = await start(under);
      await under.publish(0, 30);
      await until(() => deliveries.length === 30, '30 deliveries');
      source.settle(deliveries.slice(0, 10));
      await new Promise((resolve) => setTimeout(resolve, 100));
      under.cut();
      await until(() => deliveries.length === 50, 'the unsettled 20 again');
      const again = deliveries.slice(30);
      expect(numbersOf(again)).toEqual(range(10, 30));
      if (allowance.unmarked === undefined) {
        expect(again.every(({ message }) => message.redelivered)).toBe(true);
      }
      source.settle(deliveries.slice(10, 30));
      source.settle(again.slice(0, 15));
      await stop(source);
      const third = await start(under);
      await until(() => third.deliveries.length >= 5, 'the last 5');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(numbersOf(third.deliveries)).toEqual(range(25, 30));
      third.source.settle(third.deliveries);
    });

    test('delivers nothing more once paused, and still settles what it delivered', async () => {
      const under = await subject();
      const { source, deliveries } = await start(under);
      await under.publish(0, 10);
      await until(() => deliveries.length === 10, '10 deliveries');
      await source.pause();
      await under.publish(10, 10);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(deliveries).toHaveLength(10);
      source.settle(deliveries);
      await stop(source);
      const next = await start(under);
      await until(() => next.deliveries.length >= 10, 'the other 10');
      expect(numbersOf(next.deliveries)).toEqual(range(10, 20));
      next.source.settle(next.deliveries);
    });

    test('loses nothing and repeats nothing settled over a stop under load', async () => {
      const under = await subject();
      const seen = new Set<number>();
      let published = false;
      const publishing = under.publish(0, 600).then(() => {
        published = true;
      });
      while (!published || seen.size < 600) {
        const source = under.source(50);
        running.push(source);
        const repeated: number[] = [];
        let count = 0;
        await source.start((delivery) => {
          const [number = -1] = numbersOf([delivery]);
          if (seen.has(number)) repeated.push(number);
          seen.add(number);
          count += 1;
          source.settle([delivery]);
        });
        await until(() => count >= 100 || seen.size === 600, 'some deliveries');
        await stop(source);
        if (allowance.repeats === undefined) expect(repeated).toEqual([]);
      }
      await publishing;
      expect([...seen].sort((a, b) => a - b)).toEqual(range(0, 600));
    });
  });
}

export function bodyOf(number: number): Buffer {
  return Buffer.from(JSON.stringify({ number, filler: 'x'.repeat(200) }));
}

function numbersOf(deliveries: readonly Delivery[]): readonly number[] {
  return deliveries.map(({ message }) => JSON.parse(Buffer.from(message.body).toString()).number);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
