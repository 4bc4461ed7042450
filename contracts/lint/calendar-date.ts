/**
 * What is wrong with a date (ISO 8601, with or without a time), as the rest of a sentence; undefined
 * where the calendar has it.
 */
export function dateFault(text: string): string | undefined {
  const [, year, month, day, rest = ''] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.*))?$/.exec(text.trim()) ?? [];
  if (year === undefined) return 'is no date as 2026-06-30';
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    return 'is a day that no calendar has';
  }
  const time = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;
  return rest === '' || time.test(rest) ? undefined : 'has no time of day behind its date';
}
