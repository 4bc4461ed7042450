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
    if (!treatments.has(major)) treatments.set(major, treatment(major, keys));
    const treat = treatments.get(major);
    const treated = treat === undefined ? opened : treat(opened);
    if (treated === undefined) return unreadable('personal-misplaced');
    const decoded = decodeBytes(treated);
    return 'reason' in decoded
      ? { kind: 'unreadable', shown: decoded.text, reason: decoded.reason }
      : { kind: 'message', ...decoded, shown: decoded.text, major: number };
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
    const major = row.contract_major ?? namedMajor(plan, decoded.value);
    return { kind: 'message', text, value: decoded.value, shown: text, major };
  };
}

function unreadable(rule: Parameters<typeof platformReason>[0]): ReadRow {
  return { kind: 'unreadable', shown: NOTHING, reason: platformReason(rule) };
}
