import { zonedToUtc } from './zoned-time.ts';

/** How a row came to its event time. Only `source` is what the sender said, unquestioned. */
export type EventTimeBasis = 'source' | 'received' | 'ambiguous' | 'nonexistent' | 'ahead';

export interface EventTimeValue {
  /** Milliseconds since 1970, with a fraction for microseconds. */
  readonly ms: number;
  readonly basis: EventTimeBasis;
}

/** Clocks of plants differ by less than this; a stream may declare its own tolerance. */
const DEFAULT_SKEW_MS = 5 * 60_000;

/**
 * The event time that a record's text names. A local time that its zone had twice or never is not
 * guessed: the receive time stands in, and the basis says why. So it does where there is no time or
 * no known zone. A time further ahead of ours than the skew is kept and marked.
 */
export function eventTime(
  written: unknown,
  declared: { readonly zone?: string; readonly skewMs?: number },
  receivedAtMs: number,
): EventTimeValue {
  const time = typeof written === 'string' ? readTime(written) : undefined;
  if (time === undefined) return { ms: receivedAtMs, basis: 'received' };
  let ms = time.ms;
  if (time.local) {
    if (declared.zone === undefined) return { ms: receivedAtMs, basis: 'received' };
    const whole = Math.floor(ms);
    const utc = zonedToUtc(whole, declared.zone);
    if (typeof utc === 'string') return { ms: receivedAtMs, basis: utc };
    ms = utc + (ms - whole);
  }
  const ahead = ms > receivedAtMs + (declared.skewMs ?? DEFAULT_SKEW_MS);
  return { ms, basis: ahead ? 'ahead' : 'source' };
}

const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?([Zz]|[-+]\d\d:?\d\d)?$/;

/**
 * Reads RFC 3339, and the same without an offset (then `local`, and `ms` counts as if it were UTC).
 * Microseconds are kept, finer digits cut. Undefined for what is no time of the calendar.
 */
export function readTime(
  text: string,
): { readonly ms: number; readonly local: boolean } | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '',
    minute = '',
    second = '0',
    fraction,
    offset,
  ] = match;
  const h = Number(hour);
  const s = Number(second);
  // RFC 3339 allows a leap second; like PostgreSQL we count it as the next one.
  if (h > 23 || Number(minute) > 59 || s > 60) return undefined;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const back = new Date(date);
  if (back.getUTCMonth() + 1 !== Number(month) || back.getUTCDate() !== Number(day)) {
    return undefined;
  }
  if (Number(year) < 100) return undefined;
  let ms = date + ((h * 60 + Number(minute)) * 60 + s) * 1000;
  if (fraction !== undefined) ms += Number(fraction.slice(0, 6).padEnd(6, '0')) / 1000;
  if (offset === undefined) return { ms, local: true };
  if (offset !== 'Z' && offset !== 'z') {
    const sign = offset.startsWith('-') ? -1 : 1;
    const hours = Number(offset.slice(1, 3));
    const minutes = Number(offset.slice(-2));
    if (hours > 23 || minutes > 59) return undefined;
    ms -= sign * (hours * 60 + minutes) * 60_000;
  }
  return { ms, local: false };
}
