import { describe, expect, test } from 'vitest';
import type { EventDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import type { RawRow } from '../../../ingestion/etl/decode-raw-row.ts';
import { compileJudge } from '../../../ingestion/etl/judge-row.ts';
import { sealBody } from '../../../ingestion/personal/encrypt.ts';
import { encryptionKeys, type PersonalKeys } from '../../../ingestion/personal/personal-keys.ts';
import { treatPersonal } from '../../../ingestion/personal/treat-message.ts';
import { streamRouter } from '../../../ingestion/stream-router.ts';
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
const sealed = sealBody(Buffer.from(text), encryptionKeys(keys.encryptionKey));

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
      operator: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('waits for a person where the keys are missing, wrong or of no use', () => {
    const waiting = { state: 'open', contractVersion: null, rule: 'personal-sealed', sample: '' };
    const wrong = { ...keys, encryptionKey: Buffer.alloc(32, 3) };
    const noKeys = compileJudge(after, () => () => null)(row(sealed));
    expect(noKeys.kind === 'quarantined' && noKeys.entry.reasons[0]?.rule).toBe('personal-sealed');
    expect(judged(after, row(sealed), wrong)).toEqual(waiting);
    const noObject = sealBody(Buffer.from('["Geheim"]'), encryptionKeys(keys.encryptionKey));
    expect(judged(after, row(noObject, { contract_major: 1 }))).toEqual({
      ...waiting,
      rule: 'personal-misplaced',
    });
  });
});

describe('a message that came before its contract said what is personal', () => {
  const plan = heats({ major: 1 }, { major: 2, personal });

  test('is treated before it is curated', () => {
    const ahead = { contract_major: 2, event_time: null, event_time_basis: 'received' };
    const treated = {
      version: 2,
      heat_id: 'H1',
      operator: expect.stringMatching(/^[\w-]{43}$/),
    };
    expect(judged(plan, row(text, ahead))).toEqual(treated);
    expect(judged(plan, row(text))).toEqual(treated);
    const untreated = compileJudge(plan, () => () => null)(row(text, ahead));
    expect(untreated.kind === 'quarantined' && untreated.entry).toMatchObject({
      reasons: [{ rule: 'personal-untreated' }],
      sample: '',
    });
  });

  test('is not treated twice where its writer knew the contract', () => {
    const known = { contract_major: 2 };
    expect(judged(plan, row(text, known))).toMatchObject({ operator: 'Geheim' });
  });
});
