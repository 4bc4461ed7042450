/** Samples that were dropped before they reached the sink, by stream and reason. */
export type Drops = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Keeps what a bounded sensor source had to drop until a transaction has written the counts. They
 * are as durable as the next write; a crash loses those since the last one.
 */
export class DropLedger {
  #drops = new Map<string, Map<string, number>>();

  add(stream: string, reason: string, samples: number): void {
    const reasons = this.#drops.get(stream) ?? new Map<string, number>();
    reasons.set(reason, (reasons.get(reason) ?? 0) + samples);
    this.#drops.set(stream, reasons);
  }

  /** Takes all counts; whoever fails to write them gives them back. */
  take(): Drops {
    const taken = this.#drops;
    this.#drops = new Map();
    return taken;
  }

  giveBack(drops: Drops): void {
    for (const [stream, reasons] of drops) {
      for (const [reason, samples] of reasons) this.add(stream, reason, samples);
    }
  }
}
