import { describe, expect, test } from 'vitest';
import type { Message } from '../../../connectors/connector.ts';
import type { Log } from '../../../connectors/log.ts';
import { memorySource } from '../../../connectors/memory/memory-source.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { curatedStep } from '../../../ingestion/etl/curated-step.ts';
import { compileJudge } from '../../../ingestion/etl/judge-row.ts';
import { messageWriter } from '../../../ingestion/etl/write-messages.ts';
import { faultReporter, isolateFaults } from '../../../ingestion/pump/isolate-faults.ts';
import { pump } from '../../../ingestion/pump/pump.ts';
import { replay } from '../../../ingestion/quarantine/replay.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import {
  type IdentifiedEvent,
  identifyEvents,
  unidentified,
} from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { describeWith } from '../../support/services/services.ts';
import { until } from '../../support/until.ts';
import { heatPlan, plantPlan } from '../etl/support/heat-plan.ts';
import { count, emptyPlant, eventIdOf, heat, validateHeat } from '../etl/support/plant.ts';

function message(text: string, topic = 'plant/heat'): Message {
  return { topic, body: Buffer.from(text), receivedAtMs: 0, redelivered: false };
}

function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, text: string): void => {
    lines.push(`${JSON.stringify(fields)} ${text}`);
  };
  return { log: { info: write, warn: write, error: write }, lines };
}

/** Fails for every batch with such a message, quoting it as a careless error would. */
function fragile<Out>(stage: (batch: readonly Message[]) => readonly Out[]) {
  return (batch: readonly Message[]): readonly Out[] => {
    for (const { body } of batch) {
      const text = Buffer.from(body).toString();
      if (text.includes('BAD')) throw new TypeError(`cannot read ${text}`);
    }
    return stage(batch);
  };
}

describe('a stage with a fault of ours', () => {
  test('does its work for all others, in order', () => {
    const texts = Array.from({ length: 100 }, (_, n) =>
      [17, 18, 99].includes(n) ? `BAD${n}` : `${n}`,
    );
    const textOf = ({ body }: Message) => Buffer.from(body).toString();
    let batches = 0;
    const stage = isolateFaults(
      fragile((batch) => {
        batches += 1;
        return batch.map(textOf);
      }),
      (one) => [`isolated ${textOf(one)}`],
    );
    expect(stage(texts.map((text) => message(text)))).toEqual(
      texts.map((text) => (text.startsWith('BAD') ? `isolated ${text}` : text)),
    );
    expect(batches).toBeLessThan(25);
  });

  test('is reported with its place and the message, but without what the message holds', () => {
    const { log, lines } = recordingLog();
    const report = faultReporter('reader-0', log, noCounters);
    isolateFaults(
      fragile(() => []),
      (one, error) => {
        report(one, error);
        return [];
      },
    )([message('BAD secret')]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('"topic":"plant/heat","bytes":10,"payloadHash":"');
    expect(lines[0]).toContain('isolate-faults.test.ts');
    expect(lines[0]).not.toContain('secret');
  });

  test('ends the loop where the simple way is at fault as well', () => {
    const stage = isolateFaults(
      fragile(() => []),
      () => {
        throw new RangeError('again');
      },
    );
    expect(() => stage([message('a'), message('BAD')])).toThrow('again');
  });
});

describeWith('PostgreSQL 15', 'messages that meet a fault of ours', () => {
  test('are in raw and quarantine, delay nobody, and are curated once the fault is mended', async () => {
    const { store } = await emptyPlant();
    const source = memorySource();
    const routeOf = eventRouter([heatPlan]);
    const { log, lines } = recordingLog();
    const report = faultReporter('test', log, noCounters);
    const ending = new AbortController();
    const running = pump<IdentifiedEvent>({
      worker: 'test',
      source,
      stages: isolateFaults(fragile(identifyEvents(routeOf)), (one, error) => {
        report(one, error);
        return [unidentified(routeOf, one)];
      }),
      sink: rawSink({ store, worker: 'test', counters: noCounters }),
      clock: Date.now,
      log,
      signal: ending.signal,
    });
    const topic = heatPlan.majors[0]?.topicFilter.replaceAll('+', 'c1') ?? '';
    for (let n = 0; n < 200; n += 1) {
      const heatId = n % 50 === 0 ? `BAD${n}` : n % 50 === 1 ? `ODD${n}` : `H${n}`;
      source.publish(message(JSON.stringify(heat({ heat_id: heatId })), topic));
    }
    await until(() => source.held === 0, 'settlement');
    ending.abort();
    await running;
    expect(source.settled).toHaveLength(200);

    /** The validator meets a fault with some, the mapping with one. */
    let mended = false;
    const validators = () => (value: unknown) => {
      if (!mended && JSON.stringify(value).includes('ODD'))
        throw new RangeError(`odd: ${JSON.stringify(value)}`);
      return validateHeat(value);
    };
    const step = curatedStep({
      plan: heatPlan,
      raw: store,
      curated: store,
      validators,
      log,
      counters: noCounters,
    });
    while ((await step.runOnce()).outcome === 'moved');
    const books = openBooks(plantPlan, { raw: store, metrics: store, curated: store });
    expect((await books.read()).events[0]).toMatchObject({
      received: 200,
      raw: 200,
      curated: 192,
      quarantined: 8,
      pending: 0,
      balanced: true,
    });
    const [rule] = await store.query({
      text: "SELECT DISTINCT reasons->0->>'rule' AS rule, sample FROM curated.quarantine",
    });
    expect(rule).toEqual({ rule: 'platform-fault', sample: '' });
    expect(lines.filter((line) => line.includes('fault of Tundish'))).toHaveLength(8);
    for (const line of lines) expect(line).not.toMatch(/BAD|ODD/);

    mended = true;
    const judge = compileJudge(heatPlan, validators);
    const writer = messageWriter(heatPlan.tables);
    const context = { plan: heatPlan, raw: store, curated: store, judge, writer };
    expect(await replay(context, { states: ['open'] })).toMatchObject({ replayed: 8, broken: 0 });
    expect(await count(store, 'curated.heat')).toBe(200);
  });

  test('that lies in their mapping are told from the others within one transaction', async () => {
    const { store } = await emptyPlant();
    const judge = compileJudge(heatPlan, () => validateHeat);
    const messages = Array.from({ length: 20 }, (_, n) => {
      const payload = JSON.stringify(heat({ heat_id: `H${n}` }));
      const verdict = judge({
        event_id: eventIdOf(payload),
        payload_hash: '00',
        conflict: false,
        topic: 'plant/heat',
        contract_major: 1,
        event_time: '2026-03-01T06:00:00Z',
        event_time_basis: 'source',
        received_at: '2026-03-01T07:00:00Z',
        payload,
        body: null,
      });
      if (verdict.kind !== 'curated') throw new Error('a sound heat');
      return verdict.message;
    });
    const [first] = messages;
    const [record] = first?.records ?? [];
    if (first === undefined || record === undefined) throw new Error('a heat with a record');
    const get = (): never => {
      throw new TypeError('a fault of ours');
    };
    const odd = { ...first, records: [{ ...record, value: new Proxy({}, { get }) }] };
    const refused = await store.transaction((session) =>
      messageWriter(heatPlan.tables).insertWithout(session, [odd, ...messages.slice(1)]),
    );
    expect(refused).toEqual([
      { message: odd, reason: expect.objectContaining({ rule: 'platform-fault' }) },
    ]);
    expect(await count(store, 'curated.heat')).toBe(19);
  });
});
