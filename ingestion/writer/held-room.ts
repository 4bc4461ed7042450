import type { Row, StoreSession } from '../../connectors/connector.ts';
import type { SensorMessage } from './read-samples.ts';

/** Bytes of samples per stream that wait for their contract. A day of a busy stream. */
export const MOST_HELD_BYTES = 256 * 1024 * 1024;

/** What a row takes beside its body. */
const ROW_BYTES = 256;
const RECOUNT_MS = 5_000;
const RECOUNT_FULL_MS = 500;

/**
 * The room that is left for held messages of samples, whose loss may be bounded but whose store must
 * not fill up for a contract that never comes. What other processes hold meanwhile shows with the next
 * counting, every five seconds, so the bound is passed by as much as comes in that time.
 */
export class HeldRoom {
  readonly #most: number;
  readonly #bytes = new Map<string, number>();
  readonly #clock: () => number;
  #countedAtMs = Number.NEGATIVE_INFINITY;

  constructor(most: number, clock: () => number = Date.now) {
    this.#most = most;
    this.#clock = clock;
  }

  /** Those held messages of a batch that find no room. */
  async overflow(
    session: StoreSession,
    batch: readonly SensorMessage[],
  ): Promise<ReadonlySet<SensorMessage>> {
    const held = batch.filter(({ route }) => route?.kind === 'held');
    const over = new Set<SensorMessage>();
    if (held.length === 0) return over;
    await this.#count(session, RECOUNT_MS);
    if (held.some((item) => !this.#fits(item))) await this.#count(session, RECOUNT_FULL_MS);
    for (const item of held) {
      if (this.#fits(item)) this.#bytes.set(streamOf(item), this.#used(item) + sizeOf(item));
      else over.add(item);
    }
    return over;
  }

  #used(item: SensorMessage): number {
    return this.#bytes.get(streamOf(item)) ?? 0;
  }

  #fits(item: SensorMessage): boolean {
    return this.#used(item) + sizeOf(item) <= this.#most;
  }

  async #count(session: StoreSession, afterMs: number): Promise<void> {
    const now = this.#clock();
    if (now - this.#countedAtMs < afterMs) return;
    const rows = await session.query<Row & { stream: string; bytes: number }>({
      text: `SELECT stream, sum(coalesce(octet_length(body), 0) + ${ROW_BYTES})::double precision AS bytes
FROM metrics.quarantine WHERE state = 'held' GROUP BY stream`,
    });
    this.#bytes.clear();
    for (const { stream, bytes } of rows) this.#bytes.set(stream, bytes);
    this.#countedAtMs = now;
  }
}

function streamOf({ route }: SensorMessage): string {
  return route?.stream ?? '';
}

function sizeOf({ message }: SensorMessage): number {
  return message.body.byteLength + ROW_BYTES;
}
