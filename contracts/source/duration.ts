const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?)?$/;

/**
 * An ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds. Undefined for
 * anything else; years and months too, since their length depends on where they start.
 */
export function durationMs(text: string): number | undefined {
  const match = text.length > 40 ? null : iso.exec(text);
  if (match === null || text.endsWith('T') || text === 'P') return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const total =
    ((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 +
    Math.round((seconds ?? 0) * 1_000);
  return Number.isSafeInteger(total) ? total : undefined;
}
