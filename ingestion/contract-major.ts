/** Raw rows hold a major as smallint. */
export const HIGHEST_MAJOR = 32_767;

/**
 * The major of a contract version that a message names (`1`, `"1.2.0"`, `"v1"`); undefined where the
 * value names none. Five digits are as many as raw rows have room for.
 */
export function majorIn(version: unknown): number | undefined {
  if (typeof version !== 'string' && typeof version !== 'number') return undefined;
  const number = /^v?(\d{1,5})(?:\.|$)/.exec(String(version))?.[1];
  return number === undefined ? undefined : Number(number);
}
