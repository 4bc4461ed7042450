const instant =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** True for RFC 3339 with an offset (`2025-03-10T04:00:00Z`) on a day that exists. */
export function isInstant(text: string): boolean {
  return instant.test(text) && isDay(text.slice(0, 10));
}

/** Years that a plant can mean: outside of them databases and clocks disagree. */
export function isPlantYear(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= 1900 && year <= 2200;
}

/** True for a day of the calendar as `2025-03-10`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}
