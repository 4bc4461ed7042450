const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const CACHED_OFFSETS = 20_000;

/** `undefined` for a zone that this Node does not know. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();
const offsets = new Map<string, number>();

/**
 * The instant of a local time in an IANA zone, both in milliseconds (`localMs` counts as if the
 * local time were UTC). `ambiguous` where the clocks showed that time twice, `nonexistent` where
 * they skipped it, `received` where the zone is unknown.
 */
export function zonedToUtc(
  localMs: number,
  zone: string,
): number | 'ambiguous' | 'nonexistent' | 'received' {
  const before = zoneOffsetMs(localMs - DAY_MS, zone);
  const after = zoneOffsetMs(localMs + DAY_MS, zone);
  if (before === undefined || after === undefined) return 'received';
  if (before === after) {
    // The common day without a change; a zone that changes twice in two days does not exist.
    return localMs - before;
  }
  const fits = [before, after].filter((offset) => zoneOffsetMs(localMs - offset, zone) === offset);
  const [only] = fits;
  if (only === undefined) return 'nonexistent';
  return fits.length > 1 ? 'ambiguous' : localMs - only;
}

/** What a zone's clocks are ahead of UTC at an instant. Clocks only change at quarter hours. */
function zoneOffsetMs(utcMs: number, zone: string): number | undefined {
  const quarter = Math.floor(utcMs / QUARTER_MS);
  const key = `${zone}:${quarter}`;
  const cached = offsets.get(key);
  if (cached !== undefined) return cached;
  const format = zoneFormat(zone);
  if (format === undefined) return undefined;
  const instant = quarter * QUARTER_MS;
  const part = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  if (offsets.size >= CACHED_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(zone)) return formats.get(zone);
  let format: Intl.DateTimeFormat | undefined;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    format = undefined;
  }
  formats.set(zone, format);
  return format;
}
