import { readTime } from '../event-time.ts';
import { zonedToUtc } from '../zoned-time.ts';

/** RFC 3339 text in UTC of milliseconds since 1970, with microseconds where there are any. */
export function instantText(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : `${text.slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/**
 * The instant of a local time in its zone, as text; undefined where the zone's clocks showed it
 * twice or never, since neither may be guessed. Text that is no local time comes back as it is, for
 * the store to judge.
 */
export function localInstant(text: string, zone: string): string | undefined {
  const time = readTime(text);
  if (time?.local !== true) return text;
  const whole = Math.floor(time.ms);
  const utc = zonedToUtc(whole, zone);
  return typeof utc === 'string' ? undefined : instantText(utc + (time.ms - whole));
}
