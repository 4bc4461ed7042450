import { describe, expect, test } from 'vitest';
import type {
  EventDatasetPlan,
  SensorDatasetPlan,
  StreamMajor,
} from '../../../contracts/plan/plan.ts';
import type { RawRow } from '../../../ingestion/etl/decode-raw-row.ts';
import { compileJudge } from '../../../ingestion/etl/judge-row.ts';
import { encrypt } from '../../../ingestion/personal/encrypt.ts';
import { encryptionKeys, type PersonalKeys } from '../../../ingestion/personal/personal-keys.ts';
import { NO_STREAM, type SealPlace, sealBody } from '../../../ingestion/personal/sealed-body.ts';
import { treatPersonal } from '../../../ingestion/personal/treat-message.ts';
import { streamRouter } from '../../../ingestion/stream-router.ts';
import { compileOpenSamples } from '../../../ingestion/writer/open-samples.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import { sensorRouter, sensorRoutes } from '../../../ingestion/writer/sensor-streams.ts';
import { strandSamples } from '../../support/streams/strand-samples.ts';
import { heatPlan } from '../etl/support/heat-plan.ts';

const keys: PersonalKeys = {
  encryptionKey: Buffer.alloc(32, 1),
  pseudonymKey: Buffer.alloc(32, 2),
};
const [template] = heatPlan.majors;
if (template === undefined) throw new Error('the plan has a major');
const one: StreamMajor = template;
const personal = [{ path: ['operator'], treatment: 'pseudonymise' as const }];

/** Majors that a member of the message names. */
function heats(...majors: readonly Partial<StreamMajor>[]): EventDatasetPlan {
  return {
    ...heatPlan,
    majors: majors.map((more) => ({
      ...one,
      version: `${more.major ?? 1}.0.0`,
      stream: {
        class: 'event',
        id: heatPlan.id,
        topic: 'plant/heat',
        eventKey: ['heat_id'],
        versionPointer: '/version',
        place: one.stream.place,
      },
      ...more,
    })),
  };
}

function row(body: Uint8Array | string, more: Partial<RawRow> = {}): RawRow {
  return {
    event_id: '00000000-0000-8000-8000-000000000000',
    payload_hash: '00',
    conflict: false,
    topic: 'plant/heat',
    contract_major: null,
    event_time: '2026-03-01T06:00:00Z',
    event_time_basis: 'source',
    received_at: '2026-03-01T06:00:00Z',
    payload: typeof body === 'string' ? body : null,
    body: typeof body === 'string' ? null : body,
    ...more,
  };
}

function judged(plan: EventDatasetPlan, given: RawRow, withKeys: PersonalKeys | undefined = keys) {
  const verdict = compileJudge(plan, () => () => null, withKeys)(given);
  if (verdict.kind === 'curated') return verdict.message.records[0]?.value;
  const { state, contractVersion, reasons, sample } = verdict.entry;
  return { state, contractVersion, rule: reasons[0]?.rule, sample };
}

const text = '{"version":2,"heat_id":"H1","operator":"Geheim"}';
const place: SealPlace = { stream: heatPlan.id, topic: 'plant/heat', because: 'ahead' };
const sealed = sealBody(Buffer.from(text), place, keys.encryptionKey);

describe('a message that was encrypted whole', () => {
  const before = heats({ major: 1, personal });
  const after = heats({ major: 1, personal }, { major: 2, personal });

  test('is what a stage makes of every message of a major to come', () => {
    const [message] = treatPersonal(
      streamRouter([before]),
      keys,
    )([{ topic: 'plant/heat', body: Buffer.from(text), receivedAtMs: 0, redelivered: false }]);
    expect(message?.body).toEqual(sealed);
  });

  test('is held without being shown, and treated when its contract has come', () => {
    expect(judged(before, row(sealed))).toEqual({
      state: 'held',
      contractVersion: '2',
      rule: 'contract-version-unknown',
      sample: '',
    });
    expect(judged(after, row(sealed))).toEqual({
      version: 2,
      heat_id: 'H1',
      operator: expect.stringMatching(/^tundish:p1:[\w-]{43}$/),
    });
  });

  test('waits for its key where that is missing or another one', () => {
    const held = { state: 'held', sample: '' };
    for (const row2 of [row(sealed), row(sealed, { contract_major: 2 })]) {
      const contractVersion = row2.contract_major === null ? null : '2';
      const missing = compileJudge(after, () => () => null)(row2);
      expect(missing.kind === 'held' && missing.entry).toMatchObject({
        ...held,
        contractVersion,
        reasons: [{ rule: 'personal-sealed' }],
      });
      const wrong = { ...keys, encryptionKey: Buffer.alloc(32, 3) };
      expect(judged(after, row2, wrong)).toEqual({
        ...held,
        contractVersion,
        rule: 'personal-key-other',
      });
    }
  });

  test('is for a person where it has not the form of its contract', () => {
    const unclear = { ...place, because: 'unclear' } as const;
    const noObject = sealBody(Buffer.from('["Geheim"]'), unclear, keys.encryptionKey);
    expect(judged(after, row(noObject, { contract_major: 1 }))).toEqual({
      state: 'open',
      contractVersion: null,
      rule: 'personal-misplaced',
      sample: '',
    });
  });

  test('shows no value when it breaks the contract that has come', () => {
    const found = [{ pointer: '/heat_id', rule: 'type', message: 'no', found: 'H1' }];
    const verdict = compileJudge(after, () => () => found, keys)(row(sealed));
    expect(verdict.kind === 'quarantined' && verdict.entry).toMatchObject({
      reasons: [{ pointer: '/heat_id', rule: 'type', message: 'no' }],
      sample: '',
    });
    expect(JSON.stringify(verdict)).not.toContain('H1');
  });

  test('has the event time that it says, not that of its coming', () => {
    const timed = heats(
      { major: 1, personal },
      {
        major: 2,
        personal,
        stream: {
          ...one.stream,
          class: 'event',
          id: heatPlan.id,
          topic: 'plant/heat',
          eventKey: ['heat_id'],
          versionPointer: '/version',
          eventTime: { field: 'at' },
        } as StreamMajor['stream'],
      },
    );
    const body = Buffer.from('{"version":2,"heat_id":"H1","at":"2026-01-02T03:04:05Z"}');
    const queued = row(sealBody(body, place, keys.encryptionKey), {
      contract_major: 2,
      event_time_basis: 'received',
    });
    const verdict = compileJudge(timed, () => () => null, keys)(queued);
    expect(verdict.kind === 'curated' && verdict.message.records[0]).toMatchObject({
      eventTime: expect.stringMatching(/^2026-01-02.03:04:05/),
      eventTimeBasis: 'source',
    });
  });

  test('stays closed for every other stream, topic and purpose', () => {
    const closed = { state: 'open', contractVersion: null, rule: 'personal-sealed', sample: '' };
    const seal = (more: Partial<SealPlace>) =>
      sealBody(Buffer.from(text), { ...place, ...more }, keys.encryptionKey);
    expect(judged(after, row(sealed, { topic: 'plant/copied' }))).toEqual(closed);
    expect(judged(after, row(seal({ stream: 'other.stream' })))).toEqual(closed);
    const value = Buffer.from(
      encrypt(Buffer.from('"Anna Geheim"'), Buffer.from('any'), encryptionKeys(keys.encryptionKey)),
    );
    const plain = heats({ major: 1 }, { major: 2 });
    expect(judged(after, row(value))).toEqual(closed);
    expect(judged(plain, row(value))).toEqual(closed);
    // Sealed by precaution, it is opened to be treated and not because a contract has changed.
    for (const stream of [heatPlan.id, NO_STREAM]) {
      const unclear = row(seal({ stream, because: 'unclear' }));
      expect(judged(after, unclear)).toMatchObject({ heat_id: 'H1' });
      expect(judged(plain, unclear)).toEqual(closed);
      expect(judged(heats({ major: 1, personal }, { major: 2 }), unclear)).toEqual(closed);
    }
  });
});

describe('a message that came before its contract said what is personal', () => {
  const plan = heats({ major: 1 }, { major: 2, personal });

  test('is treated before it is curated', () => {
    const ahead = { contract_major: 2, event_time: null, event_time_basis: 'received' };
    const treated = {
      version: 2,
      heat_id: 'H1',
      operator: expect.stringMatching(/^tundish:p1:[\w-]{43}$/),
    };
    expect(judged(plan, row(text, ahead))).toEqual(treated);
    expect(judged(plan, row(text))).toEqual(treated);
    const untreated = compileJudge(plan, () => () => null)(row(text, ahead));
    expect(untreated.kind === 'held' && untreated.entry).toMatchObject({
      contractVersion: '2',
      reasons: [{ rule: 'personal-untreated' }],
      sample: '',
    });
  });

  test('is not treated again where its reader knew the contract and its writer did not', () => {
    const ways = [
      { path: ['operator'], treatment: 'pseudonymise' as const },
      { path: ['badge'], treatment: 'encrypt' as const },
    ];
    const two = heats({ major: 1 }, { major: 2, personal: ways });
    const came = '{"version":2,"heat_id":"H1","operator":"Geheim","badge":"B1"}';
    const [message] = treatPersonal(
      streamRouter([two]),
      keys,
    )([{ topic: 'plant/heat', body: Buffer.from(came), receivedAtMs: 0, redelivered: false }]);
    const treated = Buffer.from(message?.body ?? '').toString();
    expect(treated).not.toContain('Geheim');
    const ahead = { contract_major: 2, event_time: null, event_time_basis: 'received' };
    expect(judged(two, row(treated, ahead))).toEqual(JSON.parse(treated));
  });

  test('is not treated twice where its writer knew the contract', () => {
    const known = { contract_major: 2 };
    expect(judged(plan, row(text, known))).toMatchObject({ operator: 'Geheim' });
  });
});

test('what no stream of a plan with personal members claims is encrypted whole', () => {
  const treat = treatPersonal(streamRouter([heats({ major: 1, personal })]), keys);
  const moved = {
    topic: 'plant/casting/heat',
    body: Buffer.from(text),
    receivedAtMs: 0,
    redelivered: false,
  };
  const [message] = treat([moved]);
  expect(Buffer.from(message?.body ?? '').toString()).toMatch(/^tundish:e1:/);
});

test('samples that a reader of the plan before has encrypted whole are treated by a writer that knows them', () => {
  const personalSamples = [{ path: ['inspector'], treatment: 'encrypt' as const }];
  const [sampled] = strandSamples.majors;
  if (sampled === undefined) throw new Error('the samples have a major');
  const majors = (...numbers: readonly number[]): SensorDatasetPlan => ({
    ...strandSamples,
    majors: numbers.map((major) => ({
      ...sampled,
      major,
      personal: personalSamples,
      topicFilter: `plant/casting/+/strand/v${major}`,
    })),
  });
  const body = JSON.stringify([
    { strand: 1, tag: 'SPD', time: '2026-03-01T00:00:00Z', value: 1.2, inspector: 'Geheim' },
  ]);
  const [queued] = treatPersonal(
    streamRouter([majors(1)]),
    keys,
  )([
    {
      topic: 'plant/casting/c1/strand/v2',
      body: Buffer.from(body),
      receivedAtMs: 0,
      redelivered: false,
    },
  ]);
  if (queued === undefined) throw new Error('nothing is lost');
  expect(Buffer.from(queued.body).toString()).toMatch(/^tundish:e1:/);
  const seen: unknown[] = [];
  const validate = (value: unknown): null => {
    seen.push(value);
    return null;
  };
  const after = majors(1, 2);
  const routeOf = sensorRouter([after], () => validate);
  const routes = sensorRoutes([after], () => validate);
  const [read] = readSamples(routeOf, compileOpenSamples(routes, keys))([queued]);
  expect(read).toMatchObject({ samples: [{ tag: expect.any(String) }], refused: 0, hidden: true });
  expect(seen).toEqual([
    [expect.objectContaining({ inspector: expect.stringMatching(/^tundish:e1:/) })],
  ]);
  // Without its key it waits under its major.
  const [waiting] = readSamples(routeOf, compileOpenSamples(routes, undefined))([queued]);
  expect(waiting).toMatchObject({
    route: { kind: 'held', version: '2' },
    reasons: [{ rule: 'personal-sealed' }],
  });
});
