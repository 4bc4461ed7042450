const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** No zone changes its clocks twice in so short a time: equal ends mean the same all through. */
const BLOCK_MS = 4 * DAY_MS;

/**
 * The instant at which a zone's clocks first show a local time, both in milliseconds (`localMs`
 * counts as if the local time were UTC). A time that the clocks skip is the moment of the skip.
 */
export type InstantOf = (localMs: number) => number;

/** Compiles `InstantOf` for an IANA zone. @throws RangeError where this runtime has no such zone. */
export function zonedInstant(zone: string): InstantOf {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  // Asking Intl takes longer than all the rest, so years of days ask it once per block.
  const offsets = new Map<number, number>();

  function offsetAt(instant: number): number {
    const start = Math.floor(instant / BLOCK_MS) * BLOCK_MS;
    const before = askedOffset(start);
    return before === askedOffset(start + BLOCK_MS) ? before : askedOffset(instant);
  }

  function askedOffset(instant: number): number {
    const known = offsets.get(instant);
    if (known !== undefined) return known;
    const shown = new Map(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
    const local = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
    );
    const offset = local - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
    offsets.set(instant, offset);
    return offset;
  }

  return (localMs) => {
    const before = offsetAt(localMs - DAY_MS);
    const after = offsetAt(localMs + DAY_MS);
    if (before === after) return localMs - before;
    const shown = [before, after]
      .map((offset) => ({ instant: localMs - offset, offset }))
      .filter(({ instant, offset }) => offsetAt(instant) === offset)
      .map(({ instant }) => instant);
    if (shown.length > 0) return Math.min(...shown);
    let early = localMs - after;
    let late = localMs - before;
    while (late - early > MINUTE_MS) {
      const middle = Math.floor((early + late) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetAt(middle) === before) early = middle;
      else late = middle;
    }
    return late;
  };
}
