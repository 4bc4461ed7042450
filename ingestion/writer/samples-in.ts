/**
 * How many samples a message holds that nobody will read: the records of an array, else one, as
 * for a message that cannot be read.
 */
export function samplesIn(body: Uint8Array): number {
  // A message of one record is told by its first byte; parsing what is dropped costs when time is short.
  const first = body.find((byte) => byte > 0x20);
  if (first !== 0x5b) return 1;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return Array.isArray(value) ? Math.max(1, value.length) : 1;
  } catch {
    return 1;
  }
}
