import { zonedToUtc } from '../../../ingestion/zoned-time.ts';

/** A time as text for a message, or why the text of the file gives none. */
export type WrittenTime = { readonly text: string } | { readonly problem: string };

/** What the member of the message wants: with an offset, without one, or a part of it. */
export type TimeKind = 'timestamp' | 'local-timestamp' | 'date' | 'time';

type Part =
  | 'year'
  | 'month'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'offset';

const tokens: readonly (readonly [token: string, part: Part, pattern: string])[] = [
  ['YYYY', 'year', '(\\d{4})'],
  ['YY', 'year', '(\\d{2})'],
  ['MM', 'month', '(\\d{2})'],
  ['M', 'month', '(\\d{1,2})'],
  ['DD', 'day', '(\\d{2})'],
  ['D', 'day', '(\\d{1,2})'],
  ['HH', 'hour', '(\\d{2})'],
  ['H', 'hour', '(\\d{1,2})'],
  ['mm', 'minute', '(\\d{2})'],
  ['ss', 'second', '(\\d{2})'],
  ['S', 'fraction', '(\\d{1,9})'],
  ['A', 'half', '([AaPp][Mm])'],
  ['Z', 'offset', '([Zz]|[-+]\\d\\d:?\\d\\d)'],
];

/**
 * Compiles a format of the tokens above (`SSS` counts as `S`; other characters stand for
 * themselves), `unix` or `unix-ms`, into a function from the file's text to the message's. A local
 * time that its zone had twice or never is not guessed. Undefined where the format has no token.
 */
export function timeReader(
  format: string,
  kind: TimeKind,
  zone: string | undefined,
): ((text: string) => WrittenTime) | undefined {
  if (format === 'unix' || format === 'unix-ms') {
    const places = format === 'unix' ? 9 : 6;
    return (text) => {
      const nanoseconds = scaledNumber(text.trim(), places);
      if (nanoseconds === undefined) return { problem: 'is no number of time' };
      const fraction = ((nanoseconds % SECOND) + SECOND) % SECOND;
      const ms = Number((nanoseconds - fraction) / SECOND) * 1000;
      if (Number.isNaN(new Date(ms).getTime())) return { problem: 'is outside the calendar' };
      return written(ms, kind, String(fraction).padStart(9, '0'));
    };
  }
  const compiled = compile(format);
  if (compiled === undefined) return undefined;
  const { pattern, parts } = compiled;
  return (text) => {
    const match = pattern.exec(text.trim());
    if (match === null) return { problem: `is not written as ${format}` };
    const found = Object.fromEntries(parts.map((part, index) => [part, match[index + 1] ?? '']));
    return timeOf(found, kind, zone);
  };
}

const SECOND = 1_000_000_000n;
/** No time of the calendar has more digits, with or without an exponent. */
const MOST_DIGITS = 40;

/** A decimal number times ten to the power of `places`, whose further digits are cut. */
function scaledNumber(text: string, places: number): bigint | undefined {
  if (text.length > MOST_DIGITS) return undefined;
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d{1,2}))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  if (match === null || whole + fraction === '') return undefined;
  const shift = places + Number(exponent) - fraction.length;
  const digits = whole + fraction;
  const scaled = shift >= 0 ? digits + '0'.repeat(shift) : digits.slice(0, shift);
  const value = BigInt(scaled === '' ? 0 : scaled);
  return sign === '-' ? -value : value;
}

/** True where the format itself says what an instant is. */
export function namesOffset(format: string): boolean {
  return format.startsWith('unix') || compile(format)?.parts.includes('offset') === true;
}

function compile(
  format: string,
): { readonly pattern: RegExp; readonly parts: readonly Part[] } | undefined {
  const parts: Part[] = [];
  let pattern = '';
  let rest = format.replace(/S+/g, 'S');
  while (rest !== '') {
    const token = tokens.find(([name]) => rest.startsWith(name));
    if (token === undefined) {
      pattern += rest.charAt(0).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
      rest = rest.slice(1);
      continue;
    }
    parts.push(token[1]);
    pattern += token[2];
    rest = rest.slice(token[0].length);
  }
  return parts.length === 0 ? undefined : { pattern: new RegExp(`^${pattern}$`, 'u'), parts };
}

function timeOf(
  found: Partial<Record<Part, string>>,
  kind: TimeKind,
  zone: string | undefined,
): WrittenTime {
  const year = yearOf(found.year);
  const month = Number(found.month ?? 1);
  const day = Number(found.day ?? 1);
  const hour = hourOf(Number(found.hour ?? 0), found.half);
  const minute = Number(found.minute ?? 0);
  const second = Number(found.second ?? 0);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59)
    return { problem: 'is no time of the calendar' };
  const localMs = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  const fraction = found.fraction ?? '';
  if (kind !== 'timestamp') return written(localMs, kind, fraction);
  if (found.offset !== undefined) return written(localMs - offsetMs(found.offset), kind, fraction);
  const utc = zonedToUtc(localMs, zone ?? 'UTC');
  switch (utc) {
    case 'ambiguous':
      return { problem: `is a time that the clocks of ${zone ?? ''} showed twice` };
    case 'nonexistent':
      return { problem: `is a time that the clocks of ${zone ?? ''} skipped` };
    case 'received':
      return { problem: `has a zone that is not known here: ${zone ?? ''}` };
    default:
      return written(utc, kind, fraction);
  }
}

/** Two digits are of this century up to 68, as POSIX has it. */
function yearOf(text: string | undefined): number {
  const year = Number(text ?? 1970);
  if (text === undefined || text.length > 2) return year;
  return year + (year <= 68 ? 2000 : 1900);
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function offsetMs(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  return sign * (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) * 60_000;
}

function written(ms: number, kind: TimeKind, fraction = ''): WrittenTime {
  const iso = new Date(ms).toISOString();
  const date = iso.slice(0, 10);
  const own = ms % 1000 === 0 ? '' : iso.slice(20, 23);
  const digits = (fraction === '' ? own : fraction).replace(/0+$/, '');
  const clock = `${iso.slice(11, 19)}${digits === '' ? '' : `.${digits}`}`;
  switch (kind) {
    case 'date':
      return { text: date };
    case 'time':
      return { text: clock };
    case 'local-timestamp':
      return { text: `${date}T${clock}` };
    case 'timestamp':
      return { text: `${date}T${clock}Z` };
  }
}
