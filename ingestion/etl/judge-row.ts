import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { mayHoldInexactNumbers, parseExact } from '../json/exact-json.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { type QuarantineEntry, sampleOf } from '../quarantine/quarantine-rows.ts';
import { platformReason, type Reason, withoutFound } from '../quarantine/reason.ts';
import { decodeRawRow, type RawRow } from './decode-raw-row.ts';
import type { RecordTime, RecordToMap } from './map-record.ts';
import { compileReadRow } from './read-row.ts';
import { recordTime } from './record-time.ts';

/** A validator of one stream major: null where a message keeps its contract. */
export type Validate = (value: unknown) => null | readonly Reason[];

/** The validator of a major; undefined where none is known. */
export type Validators = (major: number) => Validate | undefined;

/** A raw row that keeps its contract, with its records. */
export interface CuratedMessage {
  readonly row: RawRow;
  readonly contractVersion: string;
  readonly text: string;
  /** What of the text a person may look at. */
  readonly shown: string;
  readonly records: readonly RecordToMap[];
}

export type Verdict =
  | { readonly kind: 'curated'; readonly message: CuratedMessage }
  | { readonly kind: 'quarantined' | 'held'; readonly entry: QuarantineEntry };

export type JudgeRow = (row: RawRow, options?: { readonly acceptConflict: boolean }) => Verdict;

/**
 * Compiles the way from a raw row to its records or its reasons. Pure and deterministic. `keys` open
 * messages that were encrypted whole. A row that meets a fault of ours is quarantined, and `onFault`
 * is told. `decode` is for judges that share what a row says.
 */
export function compileJudge(
  plan: EventDatasetPlan,
  validators: Validators,
  keys?: PersonalKeys,
  onFault?: (row: RawRow, error: unknown) => void,
  decode: typeof decodeRawRow = decodeRawRow,
): JudgeRow {
  const read = compileReadRow(plan, keys, decode);
  const majors = new Map(plan.majors.map((major) => [major.major, major]));
  const times = new Map(plan.majors.map((major) => [major.major, recordTime(major)]));

  const judge: JudgeRow = (row, options) => {
    const refuse = (
      reasons: readonly Reason[],
      text: string,
      contractVersion: string | null,
      state: 'open' | 'held' = 'open',
    ): Verdict => ({
      kind: state === 'held' ? 'held' : 'quarantined',
      entry: quarantineEntry(plan.id, row, { reasons, text, contractVersion, state }),
    });
    // Its writer met a fault; a person decides when it is tried again.
    if (row.contract_major === null && row.event_time === null && options === undefined) {
      return refuse([platformReason('platform-fault')], NOTHING, null);
    }
    const message = read(row);
    if (message.kind === 'waits') {
      return refuse([message.reason], NOTHING, versionText(message.major), 'held');
    }
    const { shown } = message;
    if (message.kind === 'unreadable') return refuse([message.reason], shown, null);
    const { text, major: number, wasSealed } = message;
    if (row.conflict && options?.acceptConflict !== true) {
      return refuse([platformReason('event-conflict')], shown, versionText(number));
    }
    if (number === undefined)
      return refuse([platformReason('contract-version-missing')], shown, null);
    const major = majors.get(number);
    const validate = validators(number);
    if (major === undefined || validate === undefined) {
      return refuse([platformReason('contract-version-unknown')], shown, String(number), 'held');
    }
    const timeOf = times.get(number) ?? timeOfMessage;
    const violations = validate(message.value);
    if (violations !== null) {
      const reasons = wasSealed ? violations.map(withoutFound) : violations;
      return refuse(reasons, shown, major.version);
    }
    const value =
      row.payload === null || mayHoldInexactNumbers(text) ? parseExact(text) : message.value;
    const found: readonly unknown[] =
      major.payload.records === 'array' ? (Array.isArray(value) ? value : []) : [value];
    if (found.length === 0) return refuse([platformReason('no-record')], shown, major.version);
    const facts = {
      eventId: row.event_id,
      contractVersion: major.version,
      major: number,
      receivedAt: row.received_at,
    };
    return {
      kind: 'curated',
      message: {
        row,
        contractVersion: major.version,
        text,
        shown,
        records: found.map((record, index) => ({
          message: facts,
          number: index + 1,
          value: record,
          // The raw row carries the first record's time, unless its writer could not read that.
          ...(found.length === 1 &&
          !wasSealed &&
          row.contract_major !== null &&
          row.event_time !== null
            ? { eventTime: row.event_time, eventTimeBasis: row.event_time_basis }
            : timeOf(record, row)),
        })),
      },
    };
  };
  return (row, options) => {
    try {
      return judge(row, options);
    } catch (error) {
      onFault?.(row, error);
      const reasons = [platformReason('platform-fault')];
      const about = { reasons, text: NOTHING, contractVersion: null, state: 'open' } as const;
      return { kind: 'quarantined', entry: quarantineEntry(plan.id, row, about) };
    }
  };
}

/** What a fault left undone may hide what may be shown. */
const NOTHING = '';

function timeOfMessage(_record: unknown, row: RawRow): RecordTime {
  return { eventTime: row.event_time, eventTimeBasis: row.event_time_basis };
}

function versionText(major: number | undefined): string | null {
  return major === undefined ? null : String(major);
}

export function quarantineEntry(
  stream: string,
  row: RawRow,
  about: {
    readonly reasons: readonly Reason[];
    readonly text: string;
    readonly contractVersion: string | null;
    readonly state: 'open' | 'held';
  },
): QuarantineEntry {
  return {
    stream,
    eventId: row.event_id,
    payloadHash: row.payload_hash,
    contractVersion: about.contractVersion,
    reasons: about.reasons,
    sample: sampleOf(about.text),
    state: about.state,
    receivedAt: row.received_at,
  };
}
