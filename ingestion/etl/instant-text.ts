import { readTime } from '../event-time.ts';
import { zonedToUtc } from '../zoned-time.ts';

/** RFC 3339 text in UTC of milliseconds since 1970, with microseconds where there are any. */
export function instantText(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  const fraction = String((((whole % 1000) + 1000) % 1000) * 1000 + micros).padStart(6, '0');
  return utcText(new Date(whole), fraction.replace(/0{1,3}$/, ''));
}

/**
 * The instant of a local time in its zone, as text; undefined where the zone's clocks showed it
 * twice or never, since neither may be guessed. Text that is no local time comes back as it is, for
 * the store to judge.
 */
export function localInstant(text: string, zone: string): string | undefined {
  const time = readTime(text);
  // Before the year 100 nothing says how a zone's clocks ran; the store would read it as UTC.
  if (time === undefined) return /^00\d\d-/.test(text) ? undefined : text;
  if (!time.local) return text;
  const whole = Math.floor(time.ms);
  const utc = zonedToUtc(whole, zone);
  return typeof utc === 'string' ? undefined : instantText(utc + (time.ms - whole));
}

/** What RFC 3339 allows and PostgreSQL does not read. */
const UNREAD = /^0000-|:60\.|[-+](?:1[6-9]|2[0-3]):\d\d$|\.\d{30}/;

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([-+])(\d\d):(\d\d))?$/;

/**
 * An RFC 3339 time as PostgreSQL reads it: the text itself, or the same instant in UTC where it has
 * the year 0, a leap second with a fraction, an offset of 16 hours and more or a fraction of many
 * digits. Other text comes back as it is, for the store to judge.
 */
export function readableInstant(text: string): string {
  if (!UNREAD.test(text)) return text;
  const match = RFC_3339.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes] = match;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
  date.setUTCHours(Number(hour), Number(minute) - offset, Number(second));
  return utcText(date, fraction.slice(0, 12));
}

/** A calendar day as PostgreSQL reads it: it calls the year 0 the first before Christ. */
export function readableDay(text: string): string {
  return /^0000-\d\d-\d\d$/.test(text) ? `0001${text.slice(4)} BC` : text;
}

/** Seconds from the date, the fraction as digits; years beyond 9999 without the sign of ISO 8601. */
function utcText(date: Date, fraction: string): string {
  const year = date.getUTCFullYear();
  const era = year < 1 ? ' BC' : '';
  const shownYear = String(year < 1 ? 1 - year : year).padStart(4, '0');
  const rest = date
    .toISOString()
    .replace(/^.*?-(?=\d\d-\d\dT)/, '-')
    .slice(0, 15);
  return `${shownYear}${rest}${fraction === '' ? '' : `.${fraction}`}Z${era}`;
}
