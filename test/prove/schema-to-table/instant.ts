const TIME =
  /^(\d{4,6})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([-+])(\d\d):?(\d\d)?)?( BC)?$/;

const HOUR_MS = 3_600_000;

/** Nanoseconds since 1970 of RFC 3339 text or PostgreSQL's; without an offset as if in UTC. */
export function instantNs(text: string): bigint {
  const match = TIME.exec(text);
  if (match === null) throw new Error(`${text} is no time.`);
  const [, year, month, day, hour, minute, second, fraction = '', sign, hours, minutes, before] =
    match;
  const date = new Date(0);
  date.setUTCFullYear(
    before === undefined ? Number(year) : 1 - Number(year),
    Number(month) - 1,
    Number(day),
  );
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const offset = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
  const ns = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return BigInt(date.getTime() - offset * 60_000) * 1_000_000n + ns;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The instant of a local time; undefined where the zone's clocks showed it twice or never. */
export function localNs(text: string, zone: string): bigint | undefined {
  const local = instantNs(text);
  const ms = Number(local / 1_000_000n);
  const found: number[] = [];
  // Tried one by one, so that it owes nothing to how the data plane finds the offset.
  for (let hours = -12; hours <= 14; hours += 1) {
    if (shownMs(ms - hours * HOUR_MS, zone) === Math.floor(ms / 1000) * 1000) found.push(hours);
  }
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return local - BigInt(only * HOUR_MS) * 1_000_000n;
}

/** What the zone's clocks show at an instant, as if it were UTC; whole seconds. */
function shownMs(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formats.set(zone, format);
  }
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}
