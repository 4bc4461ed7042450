import { expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { silentLog } from '../../../connectors/log.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { type CuratedStepOptions, curatedStep } from '../../../ingestion/etl/curated-step.ts';
import type { Step } from '../../../ingestion/etl/step.ts';
import { describeWith } from '../../support/services/services.ts';
import { heatPlan } from './support/heat-plan.ts';
import {
  count,
  emptyPlant,
  eventIdOf,
  heat,
  openStore,
  receive,
  validateHeat,
} from './support/plant.ts';

function heatStep(store: Store, more: Partial<CuratedStepOptions> = {}): Step {
  return curatedStep({
    plan: heatPlan,
    raw: store,
    curated: store,
    validators: (major) => (major === 1 ? validateHeat : undefined),
    log: silentLog,
    counters: noCounters,
    ...more,
  });
}

async function drain(step: Step): Promise<void> {
  while ((await step.runOnce()).outcome === 'moved');
}

function heats(from: number, to: number): { readonly payload: unknown }[] {
  return Array.from({ length: to - from }, (_, index) => ({
    payload: heat({ heat_id: `H${from + index}` }),
  }));
}

describeWith('PostgreSQL 15', 'curating an event stream', () => {
  test('types, nests and keeps every digit of a message', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      {
        text: '{"heat_id":"H1","caster":2.0,"revision":1e0,"weight":123.4567890123456789,"chemistry":{"c":0.120},"tags":["a","b\\"{},\\\\"],"extra":{"n":1.10,"deep":[1,{"x":12345678901234567890}]},"samples":[{"temperature":1520.50},{"temperature":1519}],"unknown":1}',
      },
    ]);
    await drain(heatStep(store));
    const rows = await store.query({
      text: `SELECT heat_id, caster, revision, weight, chemistry_c, tags, extra::text AS extra, _record, _contract_version, _event_time_basis FROM curated.heat`,
    });
    expect(rows).toEqual([
      {
        heat_id: 'H1',
        caster: '2',
        revision: '1',
        weight: '123.4567890123456789',
        chemistry_c: '0.120',
        tags: ['a', 'b"{},\\'],
        extra: '{"n": 1.10, "deep": [1, {"x": 12345678901234567890}]}',
        _record: 1,
        _contract_version: '1.2.0',
        _event_time_basis: 'source',
      },
    ]);
    expect(
      await store.query({
        text: 'SELECT heat_id, temperature, _ordinal_1 FROM curated.heat_samples ORDER BY _ordinal_1',
      }),
    ).toEqual([
      { heat_id: 'H1', temperature: '1520.50', _ordinal_1: 1 },
      { heat_id: 'H1', temperature: '1519', _ordinal_1: 2 },
    ]);
  });

  test('a transaction held open across 1,000 later commits skips nothing and stalls nothing', async () => {
    const { store } = await emptyPlant();
    const step = heatStep(store);
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let early: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      early = resolve;
    });
    const held = store.transaction(async (session) => {
      await receive(session, [{ payload: heat({ heat_id: 'EARLY' }) }]);
      early();
      await gate;
    });
    await started;
    // The counters' row is locked by the open transaction: these go to raw only.
    for (let commit = 0; commit < 1000; commit += 1) {
      await store.query({
        text: `INSERT INTO raw.heat (event_id, payload_hash, topic, contract_major, event_time, event_time_basis, received_at, payload)
VALUES ($1, '\\x00', 't', 1, now(), 'source', now(), $2::jsonb)`,
        values: [eventIdOf(`L${commit}`), JSON.stringify(heat({ heat_id: `L${commit}` }))],
      });
      if (commit % 97 === 0) await step.runOnce();
    }
    await drain(step);
    expect(await count(store, 'curated.heat')).toBe(1000);
    release();
    await held;
    await drain(step);
    expect(await count(store, 'curated.heat')).toBe(1001);
    expect(await count(store, "curated.heat WHERE heat_id = 'EARLY'")).toBe(1);
  });

  test('one poison message in 1,000 leaves 999 curated and one incident with its column', async () => {
    const { store } = await emptyPlant();
    const messages = [
      ...heats(0, 500),
      { payload: heat({ heat_id: 'BAD', cast_start: 'yesterday noon' }) },
      ...heats(500, 999),
    ];
    await receive(store, messages);
    await drain(heatStep(store));
    expect(await count(store, 'curated.heat')).toBe(999);
    const [entry, ...others] = await store.query({
      text: 'SELECT state, reasons, sample, contract_version FROM curated.quarantine',
    });
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      state: 'open',
      contract_version: '1.2.0',
      reasons: [
        {
          rule: 'sqlstate-22007',
          pointer: '/cast_start',
          message: expect.stringContaining('heat.cast_start'),
          expected: 'timestamptz',
        },
      ],
    });
    expect(entry?.sample).toContain('yesterday noon');
  });

  test('messages that are small in the table and large in memory come a few at a time', async () => {
    const { store } = await emptyPlant();
    const blanks = { remark: ' '.repeat(1_000_000) };
    await receive(
      store,
      Array.from({ length: 20 }, (_, n) => ({ payload: heat({ heat_id: `H${n}`, ...blanks }) })),
    );
    const step = heatStep(store);
    expect(await step.runOnce()).toMatchObject({ more: true, counts: { curated: 8 } });
    expect(await step.runOnce()).toMatchObject({ more: true, counts: { curated: 8 } });
    await drain(step);
    expect(await count(store, 'curated.heat')).toBe(20);
  });

  test('a CHECK and a child row that the store refuses name their subject', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      { payload: heat({ heat_id: 'A', weight: 2000 }) },
      { payload: heat({ heat_id: 'B', samples: [{ temperature: 1 }, { temperature: 'hot' }] }) },
      { payload: heat({ heat_id: 'C' }) },
    ]);
    await drain(heatStep(store));
    const reasons = await store.query<{ rule: string; message: string }>({
      text: `SELECT reasons->0->>'rule' AS rule, reasons->0->>'message' AS message FROM curated.quarantine ORDER BY 1`,
    });
    expect(reasons).toEqual([
      { rule: 'sqlstate-22P02', message: expect.stringContaining('heat_samples.temperature') },
      { rule: 'sqlstate-23514', message: expect.stringContaining('heat_weight_maximum') },
    ]);
    expect(await count(store, 'curated.heat')).toBe(1);
    expect(await count(store, 'curated.heat_samples')).toBe(0);
  });

  test('what breaks its contract, conflicts or cannot be read waits in quarantine with its reason', async () => {
    const { store } = await emptyPlant();
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    await receive(store, [
      { payload: heat({ heat_id: 'H1' }) },
      { payload: heat({ heat_id: 'H1', grade: 'other' }), conflict: true },
      { payload: { caster: 1 } },
      { payload: heat({ heat_id: 'H2', weight: '1,42' }) },
      { body: bytes('{"heat_id":"N\\u0000"}') },
      { body: bytes('{"heat_id":"S\\ud800"}') },
      { body: bytes('{"heat_id":"D","a":{"b":1,"b":2}}') },
      { body: bytes('{"heat_id":') },
      { body: Uint8Array.of(0xff, 0xfe, 0x7b) },
      { body: bytes(`{"heat_id":"R","revision":1e200000}`) },
      { body: bytes(`{"heat_id":"X","extra":${'['.repeat(70)}${']'.repeat(70)}}`) },
      { payload: heat({ heat_id: 'H3' }), major: 9 },
    ]);
    await drain(heatStep(store));
    const rows = await store.query<{ state: string; rule: string; pointer: string }>({
      text: `SELECT state, reasons->0->>'rule' AS rule, reasons->0->>'pointer' AS pointer FROM curated.quarantine ORDER BY id`,
    });
    expect(rows.map(({ state, rule, pointer }) => `${state} ${rule} ${pointer}`)).toEqual([
      'open event-conflict ',
      'open required ',
      'open type /weight',
      'open unstorable-character /heat_id',
      'open unstorable-character /heat_id',
      'open duplicate-member /a/b',
      'open not-json ',
      'open not-utf8 ',
      'open number-range /revision',
      `open too-deep /extra${'/0'.repeat(63)}`,
      'held contract-version-unknown ',
    ]);
    expect(await count(store, 'curated.heat')).toBe(1);
  });

  test('a message that comes as bytes is curated where nothing speaks against it', async () => {
    const { store } = await emptyPlant();
    await receive(store, [{ body: Buffer.from('{"heat_id":"H1","caster":1,"revision":1}') }]);
    await drain(heatStep(store));
    expect(await count(store, 'curated.heat')).toBe(1);
  });

  test('two instances at once and connections that die settle every message once', async () => {
    const { store, url } = await emptyPlant();
    await receive(store, heats(0, 3000));
    const victim = openStore(url);
    const steps = [
      heatStep(victim, { settings: { batchMessages: 70 } }),
      heatStep(store, { settings: { batchMessages: 90 } }),
    ];
    let killing = true;
    const killer = (async () => {
      // Ever more rarely, or a loaded machine never gets a batch through between two kills.
      for (let pause = 15; killing; pause += 1) {
        await store
          .query({
            text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tundish'`,
          })
          .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    })();
    await Promise.all(
      steps.map(async (step) => {
        for (let idle = 0; idle < 2; ) {
          const result = await step.runOnce().catch(() => undefined);
          idle = result?.outcome === 'idle' ? idle + 1 : 0;
        }
      }),
    );
    killing = false;
    await killer;
    expect(await count(store, 'curated.heat')).toBe(3000);
    expect(await count(store, '(SELECT DISTINCT heat_id FROM curated.heat) h')).toBe(3000);
    expect(await count(store, 'curated.quarantine')).toBe(0);
  });
});
