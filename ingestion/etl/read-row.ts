import type { EventDatasetPlan, StreamMajor } from '../../contracts/plan/plan.ts';
import { decodeJson } from '../json/decode-json.ts';
import { isSealed } from '../personal/encrypt.ts';
import { compileOpenBody } from '../personal/open-body.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { type TreatBody, treatment } from '../personal/treat-message.ts';
import { type PlatformRule, platformReason, type Reason } from '../quarantine/reason.ts';
import { decodeBytes, decodeRawRow, type RawRow } from './decode-raw-row.ts';
import { namedMajor } from './named-major.ts';

/** A raw row as a message. `shown` is what a person may look at. */
export type ReadRow =
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly value: unknown;
      readonly shown: string;
      /** The major that it names, whether or not there is a contract of it. */
      readonly major: number | undefined;
      /** It was encrypted whole: its writer could read nothing of it, and nobody may see its values. */
      readonly wasSealed: boolean;
    }
  | { readonly kind: 'unreadable'; readonly shown: string; readonly reason: Reason }
  /** Needs keys that this process has not. */
  | { readonly kind: 'waits'; readonly reason: Reason; readonly major: number | undefined };

/** Nothing of a message that was encrypted whole is shown. */
const NOTHING = '';

/**
 * Compiles how raw rows of a dataset are read. A message that was encrypted whole is opened with the
 * plant's key and treated by its contract now, as it would have been when it came.
 */
export function compileReadRow(
  plan: EventDatasetPlan,
  keys: PersonalKeys | undefined,
  decode: typeof decodeRawRow = decodeRawRow,
): (row: RawRow) => ReadRow {
  const majors = new Map(plan.majors.map((major) => [major.major, major]));
  const open = compileOpenBody(plan, keys);
  const first = treatments(keys, 'first');
  const again = treatments(keys, 'again');

  const openSealed = (row: RawRow, body: Uint8Array): ReadRow => {
    const named = row.contract_major;
    const opened = open(body, (topic) => topic === row.topic);
    if (opened.kind === 'waits') {
      const major = named ?? undefined;
      if (major === undefined || majors.has(major)) {
        return { kind: 'waits', reason: platformReason(opened.rule), major };
      }
      return { ...hidden, major };
    }
    if (opened.kind === 'closed') return unreadable('personal-sealed');
    const original = decodeJson(opened.body);
    if (original.kind === 'unreadable') return unreadable(original.reason);
    const number = named ?? namedMajor(plan, original.value);
    const major = number === undefined ? undefined : majors.get(number);
    if (major === undefined) return { ...hidden, major: number };
    const treat = first(major);
    // What its own process took for personal is not shown because a contract has changed since.
    if (treat === undefined && opened.because === 'unclear') return unreadable('personal-sealed');
    const treated = treat === undefined ? opened.body : treat(opened.body);
    return treated === undefined
      ? unreadable('personal-misplaced')
      : readBytes(treated, major, true);
  };

  return (row) => {
    if (row.body !== null && isSealed(row.body)) return openSealed(row, row.body);
    const decoded = decode(row);
    const { text } = decoded;
    if ('reason' in decoded) return { kind: 'unreadable', shown: text, reason: decoded.reason };
    const number = row.contract_major ?? namedMajor(plan, decoded.value);
    const major = number === undefined ? undefined : majors.get(number);
    if (major?.personal !== undefined && cameAhead(row)) {
      // Its writer knew nothing of what is personal; a reader with a newer plan may have treated it.
      if (keys === undefined) {
        return { kind: 'waits', reason: platformReason('personal-untreated'), major: major.major };
      }
      const treat = again(major);
      const treated = treat === undefined ? Buffer.from(text) : treat(Buffer.from(text));
      return treated === undefined
        ? unreadable('personal-misplaced')
        : readBytes(treated, major, false);
    }
    const { value } = decoded;
    return { kind: 'message', text, value, shown: text, major: number, wasSealed: false };
  };
}

function treatments(
  keys: PersonalKeys | undefined,
  again: 'again' | 'first',
): (major: StreamMajor) => TreatBody | undefined {
  const compiled = new Map<StreamMajor, TreatBody | undefined>();
  return (major) => {
    if (keys === undefined) return undefined;
    if (!compiled.has(major)) compiled.set(major, treatment(major, keys, again));
    return compiled.get(major);
  };
}

function readBytes(body: Uint8Array, { major }: StreamMajor, wasSealed: boolean): ReadRow {
  const decoded = decodeBytes(body);
  const shown = wasSealed ? NOTHING : decoded.text;
  if ('reason' in decoded) return { kind: 'unreadable', shown, reason: decoded.reason };
  return { kind: 'message', ...decoded, shown, major, wasSealed };
}

/** A message of a major to come, of which nobody knows what is personal. */
const hidden = {
  kind: 'message',
  text: NOTHING,
  value: undefined,
  shown: NOTHING,
  wasSealed: true,
} as const;

/** Its writer had no contract of its major; where it met a fault, it has neither major nor time. */
function cameAhead({ contract_major, event_time }: RawRow): boolean {
  return (contract_major === null) !== (event_time === null);
}

function unreadable(rule: PlatformRule): ReadRow {
  return { kind: 'unreadable', shown: NOTHING, reason: platformReason(rule) };
}
