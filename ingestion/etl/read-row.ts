import type { EventDatasetPlan, StreamMajor } from '../../contracts/plan/plan.ts';
import { decodeJson } from '../json/decode-json.ts';
import { decrypt } from '../personal/decrypt.ts';
import { isSealed } from '../personal/encrypt.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { type TreatBody, treatment } from '../personal/treat-message.ts';
import { platformReason, type Reason } from '../quarantine/reason.ts';
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
    }
  | { readonly kind: 'unreadable'; readonly shown: string; readonly reason: Reason };

/** Nothing of a message that was encrypted whole is shown. */
const NOTHING = '';

/**
 * Compiles how raw rows of a dataset are read. A message that was encrypted whole is opened with the
 * plant's key and treated by its contract now, as it would have been when it came.
 */
export function compileReadRow(
  plan: EventDatasetPlan,
  keys: PersonalKeys | undefined,
): (row: RawRow) => ReadRow {
  const majors = new Map(plan.majors.map((major) => [major.major, major]));
  const treatments = new Map<StreamMajor, TreatBody | undefined>();

  const treatmentOf = (major: StreamMajor, keys: PersonalKeys): TreatBody | undefined => {
    if (!treatments.has(major)) treatments.set(major, treatment(major, keys));
    return treatments.get(major);
  };

  const treatNow = (body: Uint8Array, major: StreamMajor, keys: PersonalKeys): ReadRow => {
    const treat = treatmentOf(major, keys);
    const treated = treat === undefined ? body : treat(body);
    if (treated === undefined) return unreadable('personal-misplaced');
    const decoded = decodeBytes(treated);
    return 'reason' in decoded
      ? { kind: 'unreadable', shown: decoded.text, reason: decoded.reason }
      : { kind: 'message', ...decoded, shown: decoded.text, major: major.major };
  };

  const openSealed = (body: Uint8Array, keys: PersonalKeys, named: number | null): ReadRow => {
    const opened = decrypt(Buffer.from(body).toString('latin1'), [keys.encryptionKey]);
    if (opened === undefined) return unreadable('personal-sealed');
    const original = decodeJson(opened);
    if (original.kind === 'unreadable') return unreadable(original.reason);
    const number = named ?? namedMajor(plan, original.value);
    const major = number === undefined ? undefined : majors.get(number);
    if (major === undefined) {
      const { text, value } = original;
      return { kind: 'message', text, value, shown: NOTHING, major: number };
    }
    return treatNow(opened, major, keys);
  };

  return (row) => {
    if (row.body !== null && isSealed(row.body)) {
      if (keys !== undefined) return openSealed(row.body, keys, row.contract_major);
      const isAhead = row.contract_major !== null && !majors.has(row.contract_major);
      return isAhead
        ? {
            kind: 'message',
            text: NOTHING,
            value: undefined,
            shown: NOTHING,
            major: row.contract_major,
          }
        : unreadable('personal-sealed');
    }
    const decoded = decodeRawRow(row);
    const { text } = decoded;
    if ('reason' in decoded) return { kind: 'unreadable', shown: text, reason: decoded.reason };
    const number = row.contract_major ?? namedMajor(plan, decoded.value);
    const major = number === undefined ? undefined : majors.get(number);
    if (major?.personal !== undefined && cameAhead(row)) {
      // Nobody knew then what of it is personal, so nothing was treated.
      if (keys === undefined) return unreadable('personal-untreated');
      return treatNow(Buffer.from(text), major, keys);
    }
    return { kind: 'message', text, value: decoded.value, shown: text, major: number };
  };
}

/** Its writer had no contract of its major; where it met a fault, it has neither major nor time. */
function cameAhead({ contract_major, event_time }: RawRow): boolean {
  return (contract_major === null) !== (event_time === null);
}

function unreadable(rule: Parameters<typeof platformReason>[0]): ReadRow {
  return { kind: 'unreadable', shown: NOTHING, reason: platformReason(rule) };
}
