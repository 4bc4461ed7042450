import { describe, expect, test } from 'vitest';
import type { Message } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';
import { memorySink } from '../../../connectors/memory/memory-sink.ts';
import { memorySource } from '../../../connectors/memory/memory-source.ts';
import { pump } from '../../../ingestion/pump/pump.ts';
import type { PumpSettings } from '../../../ingestion/pump/settings.ts';

const quick: Partial<PumpSettings> = {
  batchMessages: 10,
  batchAgeMs: 5,
  retry: { firstMs: 2, maxMs: 5 },
  driftRetryMs: 5,
  drainMs: 1_000,
};

function message(n: number): Message {
  return { topic: 't', body: Buffer.from(String(n)), receivedAtMs: n, redelivered: false };
}

function numbers(messages: readonly Message[]): readonly number[] {
  return messages.map(({ body }) => Number(Buffer.from(body).toString()));
}

function upTo(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index);
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function start(
  source: ReturnType<typeof memorySource>,
  sink: ReturnType<typeof memorySink<Message>>,
  settings: Partial<PumpSettings> = {},
): { readonly stop: () => Promise<void> } {
  const ending = new AbortController();
  const running = pump({
    worker: 'test',
    source,
    stages: (batch) => batch,
    sink,
    settings: { ...quick, ...settings },
    clock: Date.now,
    random: () => 0.5,
    signal: ending.signal,
  });
  return {
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

describe('the pump', () => {
  test('settles only what the sink has made durable', async () => {
    const source = memorySource();
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const sink = memorySink<Message>({ before: () => gate });
    const pumping = start(source, sink);
    for (const n of upTo(25)) source.publish(message(n));
    await until(() => sink.attempts.length > 0);
    expect(source.settled).toHaveLength(0);
    open();
    await until(() => source.held === 0);
    expect(numbers(source.settled)).toEqual(upTo(25));
    await pumping.stop();
  });

  test('settles in receive order although a later batch is durable first', async () => {
    const source = memorySource();
    let releaseFirst: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      releaseFirst = resolve;
    });
    const sink = memorySink<Message>({
      before: (_batch, attempt) => (attempt === 0 ? first : undefined),
    });
    const pumping = start(source, sink, { lanes: 2 });
    for (const n of upTo(20)) source.publish(message(n));
    await until(() => sink.written.length === 10);
    expect(numbers(sink.written)).toEqual(upTo(20).slice(10));
    expect(source.settled).toHaveLength(0);
    releaseFirst();
    await until(() => source.held === 0);
    expect(numbers(source.settled)).toEqual(upTo(20));
    await pumping.stop();
  });

  test('repeats a failed batch with the same items and takes no more than its window', async () => {
    const source = memorySource(30);
    let down = true;
    const sink = memorySink<Message>({
      before: () => {
        if (down) throw new Failure('transient', 'the store is down');
      },
    });
    const pumping = start(source, sink, { lanes: 2 });
    for (const n of upTo(500)) source.publish(message(n));
    await until(() => sink.attempts.length > 10);
    expect(source.unsettled).toBe(30);
    expect(source.settled).toHaveLength(0);
    down = false;
    await until(() => source.held === 0);
    expect(numbers(sink.written).toSorted((a, b) => a - b)).toEqual(upTo(500));
    expect(numbers(source.settled)).toEqual(upTo(500));
    await pumping.stop();
  });

  test('treats what is no Failure as transient', async () => {
    const source = memorySource();
    const sink = memorySink<Message>({
      before: (_batch, attempt) => {
        if (attempt < 3) throw new TypeError('a fault of ours');
      },
    });
    const pumping = start(source, sink);
    source.publish(message(1));
    await until(() => source.held === 0);
    expect(numbers(sink.written)).toEqual([1]);
    expect(sink.quarantined).toHaveLength(0);
    await pumping.stop();
  });

  test('corners poison by halving: one message goes to quarantine, the others are written', async () => {
    const source = memorySource();
    const poison = new Set([3, 64, 65, 99]);
    const sink = memorySink<Message>({
      before: (batch) => {
        if (numbers(batch).some((n) => poison.has(n))) {
          throw new Failure('poison', 'a value was refused', { sqlState: '22P05' });
        }
      },
    });
    const pumping = start(source, sink, { batchMessages: 100 });
    for (const n of upTo(100)) source.publish(message(n));
    await until(() => source.held === 0);
    expect(numbers(sink.quarantined.map(({ item }) => item))).toEqual([...poison]);
    expect(numbers(sink.written)).toEqual(upTo(100).filter((n) => !poison.has(n)));
    expect(numbers(source.settled)).toEqual(upTo(100));
    expect(sink.attempts.length).toBeLessThan(60);
    await pumping.stop();
  });

  test('waits out drift without quarantining anything', async () => {
    const source = memorySource();
    let applied = false;
    const sink = memorySink<Message>({
      before: () => {
        if (!applied) throw new Failure('drift', 'relation does not exist', { sqlState: '42P01' });
      },
    });
    const pumping = start(source, sink);
    for (const n of upTo(15)) source.publish(message(n));
    await until(() => sink.attempts.length > 4);
    applied = true;
    await until(() => source.held === 0);
    expect(sink.quarantined).toHaveLength(0);
    expect(numbers(sink.written).toSorted((a, b) => a - b)).toEqual(upTo(15));
    await pumping.stop();
  });

  test('ends under load with everything that it holds written and settled', async () => {
    const source = memorySource(100);
    const sink = memorySink<Message>({
      before: () => new Promise((resolve) => setTimeout(resolve, 3)),
    });
    const pumping = start(source, sink);
    for (const n of upTo(1_000)) source.publish(message(n));
    await until(() => source.settled.length > 50);
    await pumping.stop();
    expect(numbers(source.settled)).toEqual(numbers(sink.written).toSorted((a, b) => a - b));
    expect(source.unsettled).toBe(0);
    expect(source.settled.length).toBeLessThan(1_000);
    expect(source.held).toBe(1_000 - source.settled.length);
  });

  test('gives up at the end of the drain time and leaves the rest with the broker', async () => {
    const source = memorySource();
    const sink = memorySink<Message>({
      before: () => {
        throw new Failure('transient', 'the store is down');
      },
    });
    const pumping = start(source, sink, { drainMs: 50 });
    for (const n of upTo(30)) source.publish(message(n));
    await until(() => sink.attempts.length > 0);
    await pumping.stop();
    expect(source.settled).toHaveLength(0);
    expect(source.held).toBe(30);
  });

  test('ends in time although a write never answers', async () => {
    const source = memorySource();
    const sink = memorySink<Message>({ before: () => new Promise(() => undefined) });
    const pumping = start(source, sink, { drainMs: 50 });
    source.publish(message(1));
    await until(() => sink.attempts.length > 0);
    await pumping.stop();
    expect(source.held).toBe(1);
  });

  test('ignores settlements of a lost connection; the broker delivers again', async () => {
    const source = memorySource();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sink = memorySink<Message>({ before: () => gate });
    const pumping = start(source, sink, { lanes: 2 });
    for (const n of upTo(10)) source.publish(message(n));
    await until(() => sink.attempts.length === 1);
    source.reconnect();
    release();
    await until(() => source.held === 0);
    expect(numbers(source.settled)).toEqual(upTo(10));
    expect(sink.written).toHaveLength(20);
    await pumping.stop();
  });

  test('rejects where a stage is at fault, and settles nothing of that batch', async () => {
    const source = memorySource();
    source.publish(message(1));
    const running = pump<Message>({
      worker: 'test',
      source,
      stages: () => {
        throw new TypeError('a fault of ours');
      },
      sink: memorySink<Message>(),
      settings: quick,
      clock: Date.now,
      signal: new AbortController().signal,
    });
    await expect(running).rejects.toThrow('a fault of ours');
    expect(source.held).toBe(1);
  });

  test('writes a lone message soon and a burst in full batches', async () => {
    const source = memorySource(10_000);
    const sink = memorySink<Message>({
      before: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
    const pumping = start(source, sink, { batchMessages: 100, lanes: 1, batchAgeMs: 20 });
    source.publish(message(0));
    await until(() => source.held === 0);
    for (const n of upTo(1_000)) source.publish(message(n));
    await until(() => source.held === 0);
    expect(sink.attempts[0]).toBe(1);
    expect(sink.attempts.slice(1)).toEqual(Array.from({ length: 10 }, () => 100));
    await pumping.stop();
  });
});
