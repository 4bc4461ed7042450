const exact: Readonly<Record<string, number>> = {
  ms: 1,
  millisecond: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
  week: 604_800_000,
};

/** By their mean length in the Gregorian calendar. */
const mean: Readonly<Record<string, number>> = {
  m: 2_629_746_000,
  mo: 2_629_746_000,
  month: 2_629_746_000,
  y: 31_556_952_000,
  yr: 31_556_952_000,
  year: 31_556_952_000,
};

/**
 * The milliseconds of a unit of time as ODCS service levels write it, singular or plural, in any case;
 * undefined where it is none. Months and years have no exact length: `isExact` is false for them.
 */
export function timeUnit(
  written: string,
): { readonly ms: number; readonly isExact: boolean } | undefined {
  const unit = written.toLowerCase();
  for (const name of [unit, unit.replace(/s$/, '')]) {
    for (const [table, isExact] of [
      [exact, true],
      [mean, false],
    ] as const) {
      const ms = Object.hasOwn(table, name) ? table[name] : undefined;
      if (ms !== undefined) return { ms, isExact };
    }
  }
  return undefined;
}
