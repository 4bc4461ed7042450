/** One stream's books at one moment, in its unit (messages or samples). */
export interface BookLine {
  readonly stream: string;
  readonly unit: 'messages' | 'samples';
  readonly received: number;
  /** Rows of raw, or of metrics for a sensor. */
  readonly stored: number;
  readonly duplicate: number;
  /** Undefined for a sensor: it has no curated step. */
  readonly curated: number | undefined;
  readonly quarantined: number;
  readonly held: number;
  readonly pending: number;
  /** Sensors only. */
  readonly dropped: number;
}

/** What does not add up, as sentences; empty when the books balance. */
export function imbalances(line: BookLine): readonly string[] {
  const { stream, received, stored, duplicate, curated, quarantined, held, pending } = line;
  if (curated === undefined) {
    const placed = stored + duplicate + quarantined + line.dropped;
    return placed === received
      ? []
      : [`${stream}: received ${received} samples, but ${placed} are accounted for`];
  }
  const found: string[] = [];
  if (received !== stored + duplicate) {
    found.push(`${stream}: received ${received}, but raw ${stored} + duplicate ${duplicate}`);
  }
  const placed = curated + quarantined + held + pending;
  if (stored !== placed) {
    found.push(
      `${stream}: raw ${stored}, but curated, quarantined, held and pending make ${placed}`,
    );
  }
  return found;
}
