import { expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { silentLog } from '../../../connectors/log.ts';
import type { EventDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { curatedStep } from '../../../ingestion/etl/curated-step.ts';
import { compileJudge, type Validators } from '../../../ingestion/etl/judge-row.ts';
import { messageWriter } from '../../../ingestion/etl/write-messages.ts';
import { discardIncident } from '../../../ingestion/quarantine/discard.ts';
import { incidentFingerprint } from '../../../ingestion/quarantine/fingerprint.ts';
import { incidentMessages, listIncidents } from '../../../ingestion/quarantine/incidents.ts';
import { type ReplayContext, replay } from '../../../ingestion/quarantine/replay.ts';
import { describeWith } from '../../support/services/services.ts';
import { heatPlan } from '../etl/support/heat-plan.ts';
import { count, emptyPlant, eventIdOf, heat, receive, validateHeat } from '../etl/support/plant.ts';

const known: Validators = (major) => (major === 1 ? validateHeat : undefined);

async function curate(
  store: Store,
  plan: EventDatasetPlan = heatPlan,
  validators: Validators = known,
): Promise<void> {
  const step = curatedStep({
    plan,
    raw: store,
    curated: store,
    validators,
    log: silentLog,
    counters: noCounters,
  });
  while ((await step.runOnce()).outcome === 'moved');
}

function context(store: Store, validators: Validators = known): ReplayContext {
  return {
    plan: heatPlan,
    raw: store,
    curated: store,
    judge: compileJudge(heatPlan, validators),
    writer: messageWriter(heatPlan.tables),
  };
}

function withMajors(...majors: readonly number[]): EventDatasetPlan {
  const [first] = heatPlan.majors;
  if (first === undefined) throw new Error('the plan has a major');
  return {
    ...heatPlan,
    majors: majors.map(
      (major): StreamMajor => ({
        ...first,
        major,
        version: `${major}.0.0`,
        stream: {
          class: 'event',
          id: heatPlan.id,
          topic: 'plant/heat',
          eventKey: ['heat_id'],
          versionPointer: '/version',
          place: first.stream.place,
        },
      }),
    ),
  };
}

test('array positions do not tell incidents apart, rules and places do', () => {
  const at = (rule: string, pointer: string) =>
    incidentFingerprint('s', [{ rule, pointer, message: '' }]);
  expect(at('type', '/samples/3/t')).toBe(at('type', '/samples/12/t'));
  expect(at('type', '/samples/3/t')).not.toBe(at('type', '/samples/3/u'));
  expect(at('type', '/a')).not.toBe(at('minimum', '/a'));
});

describeWith('PostgreSQL 15', 'quarantine', () => {
  test('a thousand messages with the same fault are one incident with one sample', async () => {
    const { store } = await emptyPlant();
    await receive(
      store,
      Array.from({ length: 1000 }, (_, index) => ({
        payload: heat({ heat_id: `H${index}`, weight: '1,42' }),
      })),
    );
    await receive(store, [{ payload: { caster: 1 } }]);
    await curate(store);
    const incidents = await listIncidents(store, 'curated');
    expect(incidents.map(({ rule, pointer, messages }) => [rule, pointer, messages])).toEqual([
      ['required', '', 1],
      ['type', '/weight', 1000],
    ]);
    expect(incidents[1]).toMatchObject({
      stream: 'heat.heat',
      contractVersion: '1.2.0',
      byState: { open: 1000 },
      sample: expect.stringContaining('"1,42"'),
    });
    const shown = await incidentMessages(store, 'curated', incidents[1]?.fingerprint ?? '', 3);
    expect(shown).toHaveLength(3);
    expect(shown[0]?.reasons[0]).toMatchObject({ rule: 'type', expected: 'number' });
  });

  test('an incident carries the hint of its reason', async () => {
    const { store } = await emptyPlant();
    await receive(store, [{ payload: heat({ heat_id: 'A', weight: '1,42' }) }]);
    const hint = 'The text reads as a number with a decimal comma.';
    await curate(store, heatPlan, () => (value) => {
      const violations = validateHeat(value);
      return violations?.map((violation) => ({ ...violation, hint })) ?? null;
    });
    expect(await listIncidents(store, 'curated')).toMatchObject([{ pointer: '/weight', hint }]);
  });

  test('an incident shows its most frequent cause, whatever came last', async () => {
    const { store } = await emptyPlant();
    await receive(
      store,
      ['1,42', '1,43', true].map((weight, index) => ({
        payload: heat({ heat_id: `H${index}`, weight }),
      })),
    );
    await curate(store, heatPlan, () => (value) => {
      const found = typeof (value as { readonly weight: unknown }).weight;
      const violations = validateHeat(value);
      return violations?.map((one) => ({ ...one, message: `a ${found}`, hint: found })) ?? null;
    });
    expect(await listIncidents(store, 'curated')).toMatchObject([
      { messages: 3, message: 'a string', hint: 'string', sample: expect.stringContaining('1,43') },
    ]);
  });

  test('replay curates what the present contract accepts and keeps the rest with new reasons', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      { payload: heat({ heat_id: 'A', weight: '1,42', samples: [{ temperature: 1 }] }) },
      { payload: heat({ heat_id: 'B', weight: '1,42', cast_start: 'noon' }) },
    ]);
    await curate(store);
    expect(await replay(context(store), { states: ['open'] })).toMatchObject({
      replayed: 0,
      broken: 2,
    });
    // A contract that takes a weight as text: the column still refuses it, so leave it out.
    const lenient: Validators = () => (value) => {
      Reflect.deleteProperty(value as object, 'weight');
      return null;
    };
    const result = await replay(context(store, lenient), { states: ['open'] });
    expect(result).toEqual({ replayed: 1, broken: 1, superseded: 0, missing: 0 });
    expect(await count(store, 'curated.heat')).toBe(1);
    expect(await count(store, 'curated.heat_samples')).toBe(1);
    const [left] = await listIncidents(store, 'curated');
    expect(left).toMatchObject({ rule: 'sqlstate-22007', pointer: '/cast_start', messages: 1 });
    expect(await replay(context(store, lenient), { states: ['open'] })).toMatchObject({
      replayed: 0,
    });
  });

  test('replay reaches every message, however large they are', async () => {
    const { store } = await emptyPlant();
    const remark = ' '.repeat(2_000_000);
    await receive(
      store,
      Array.from({ length: 9 }, (_, n) => ({ payload: heat({ heat_id: `H${n}`, remark }) })),
    );
    await curate(store, heatPlan, () => () => [{ pointer: '', rule: 'none', message: 'not yet' }]);
    expect(await replay(context(store), { states: ['open'] })).toMatchObject({ replayed: 9 });
  });

  test('a conflict takes the place of a broken original, never of a curated one', async () => {
    const { store } = await emptyPlant();
    const eventId = eventIdOf('A');
    await receive(store, [
      { payload: heat({ heat_id: 'A', weight: '1,42' }), eventId },
      { payload: heat({ heat_id: 'A', weight: 1.42 }), eventId, conflict: true },
      { payload: heat({ heat_id: 'B' }), eventId: eventIdOf('B') },
      { payload: heat({ heat_id: 'B', weight: 2 }), eventId: eventIdOf('B'), conflict: true },
    ]);
    await curate(store);
    expect(await replay(context(store), { states: ['open'] })).toEqual({
      replayed: 1,
      broken: 1,
      superseded: 1,
      missing: 0,
    });
    expect(
      await store.query({ text: 'SELECT heat_id, weight FROM curated.heat ORDER BY heat_id' }),
    ).toEqual([
      { heat_id: 'A', weight: '1.42' },
      { heat_id: 'B', weight: null },
    ]);
  });

  test('a discarded incident leaves the list and keeps the words of who gave it up', async () => {
    const { store } = await emptyPlant();
    await receive(store, [{ payload: { caster: 1 } }, { payload: { caster: 2 } }]);
    await curate(store);
    const [incident] = await listIncidents(store, 'curated');
    const fingerprint = incident?.fingerprint ?? '';
    expect(await discardIncident(store, 'curated', fingerprint, 'test telegrams')).toBe(2);
    expect(await listIncidents(store, 'curated')).toEqual([]);
    const [message] = await incidentMessages(store, 'curated', fingerprint, 1);
    expect(message).toMatchObject({ state: 'discarded' });
    expect(message?.reasons.at(-1)?.message).toBe('test telegrams');
    expect(await replay(context(store), { states: ['open', 'held'] })).toMatchObject({
      replayed: 0,
      broken: 0,
    });
  });

  test('what is held for a version to come is curated by the first process that knows it', async () => {
    const { store } = await emptyPlant();
    await receive(store, [
      { payload: heat({ heat_id: 'A', version: '2.1' }), major: null },
      { payload: heat({ heat_id: 'B', version: 3 }), major: null },
      { payload: heat({ heat_id: 'C' }), major: null },
      { payload: heat({ heat_id: 'D', version: '1.0' }), major: 1 },
    ]);
    await curate(store, withMajors(1));
    const states = async () =>
      (
        await store.query<{ line: string }>({
          text: `SELECT concat_ws(' ', state, contract_version, reasons->0->>'rule') AS line FROM curated.quarantine ORDER BY id`,
        })
      ).map(({ line }) => line);
    expect(await states()).toEqual([
      'held 2 contract-version-unknown',
      'held 3 contract-version-unknown',
      'open contract-version-missing',
    ]);
    expect(await count(store, 'curated.heat')).toBe(1);
    await curate(store, withMajors(1, 2), () => validateHeat);
    expect(await states()).toEqual([
      'replayed 2 contract-version-unknown',
      'held 3 contract-version-unknown',
      'open contract-version-missing',
    ]);
    expect(
      await store.query({
        text: 'SELECT heat_id, _contract_version AS v, _event_time_basis AS basis FROM curated.heat ORDER BY 1',
      }),
    ).toEqual([
      { heat_id: 'A', v: '2.0.0', basis: 'received' },
      { heat_id: 'D', v: '1.0.0', basis: 'source' },
    ]);
  });

  test('a held message whose event is curated meanwhile is held no more, for a person to discard', async () => {
    const { store } = await emptyPlant();
    const eventId = eventIdOf('A');
    await receive(store, [
      { payload: heat({ heat_id: 'A', version: '2.1' }), major: null, eventId },
      { payload: heat({ heat_id: 'A', version: '1.0' }), major: 1, eventId, conflict: true },
    ]);
    await curate(store, withMajors(1));
    const one = {
      ...context(store),
      plan: withMajors(1),
      judge: compileJudge(withMajors(1), known),
    };
    expect(await replay(one, { states: ['open'] })).toMatchObject({ replayed: 1 });
    await curate(store, withMajors(1, 2), () => validateHeat);
    expect(
      await store.query({
        text: `SELECT state, reasons->0->>'rule' AS first, reasons->-1->>'rule' AS last FROM curated.quarantine ORDER BY id`,
      }),
    ).toEqual([
      { state: 'open', first: 'contract-version-unknown', last: 'superseded' },
      { state: 'replayed', first: 'event-conflict', last: 'event-conflict' },
    ]);
  });

  test('a release that fails delays nothing that is new', async () => {
    const { store } = await emptyPlant();
    await receive(store, [{ payload: heat({ heat_id: 'A', version: 2 }), major: null }]);
    await curate(store, withMajors(1));
    await receive(store, [{ payload: heat({ heat_id: 'B' }), major: 1 }]);
    const told: unknown[] = [];
    const failing: Store = {
      query: (statement) =>
        statement.text.includes('AS id, sum(')
          ? Promise.reject(new SyntaxError('Unexpected token "Geheim"'))
          : store.query(statement),
      transaction: (work) => store.transaction(work),
      close: () => store.close(),
    };
    const step = curatedStep({
      plan: withMajors(1, 2),
      raw: failing,
      curated: store,
      validators: () => validateHeat,
      log: { ...silentLog, warn: (...line) => told.push(line) },
      counters: noCounters,
    });
    expect(await step.runOnce()).toMatchObject({ outcome: 'moved' });
    expect(await count(store, 'curated.heat')).toBe(1);
    expect(JSON.stringify(told)).toContain('held messages wait');
    expect(JSON.stringify(told)).not.toContain('Geheim');
  });
});
