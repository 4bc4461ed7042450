/** Quorum queues take no more. */
const MOST_PREFETCH = 2_000;
/** Before the first message is seen, messages are taken to be of this size. */
const ASSUMED_BYTES = 1024 * 1024;
const LEAST_PREFETCH = 2;
/** How much more a consumer may ask for than the one before it has shown to be safe. */
const GROWTH = 8;
/** A size counts for 1/32 of the average: the last hundred messages decide. */
const WEIGHT = 1 / 32;

/**
 * How many messages a consumer of one queue may be sent, so that they stay within a share of the
 * window in messages and in bytes. AMQP counts messages only, and a consumer keeps the count that
 * it began with; so it begins with few, and is begun anew as the sizes tell.
 */
export class QueueWindow {
  readonly #limit: { readonly messages: number; readonly bytes: number };
  #averageBytes: number | undefined;
  #unsettled = 0;
  #prefetch = 0;
  #sinceBegin = 0;
  #told = false;

  constructor(limit: { readonly messages: number; readonly bytes: number }) {
    this.#limit = limit;
  }

  /** The prefetch of a consumer that begins now; what is unsettled does not count against it. */
  begin(): number {
    const most =
      this.#averageBytes === undefined
        ? Math.max(LEAST_PREFETCH, Math.floor(this.#limit.bytes / ASSUMED_BYTES))
        : GROWTH * Math.max(LEAST_PREFETCH, this.#prefetch);
    this.#prefetch = Math.max(1, Math.min(most, this.#most()) - this.#unsettled);
    this.#sinceBegin = 0;
    this.#told = false;
    return this.#prefetch;
  }

  /** Counts a message; true, once, where the consumer has to begin anew: its prefetch is far off. */
  add(bytes: number): boolean {
    const average = this.#averageBytes ?? bytes;
    this.#averageBytes = average + (bytes - average) * WEIGHT;
    this.#unsettled += 1;
    this.#sinceBegin += 1;
    if (this.#told) return false;
    const most = this.#most();
    this.#told =
      2 * most <= this.#prefetch ||
      (this.#sinceBegin >= this.#prefetch && most - this.#unsettled >= this.#prefetch);
    return this.#told;
  }

  settle(): void {
    this.#unsettled -= 1;
  }

  #most(): number {
    const { messages, bytes } = this.#limit;
    const average = this.#averageBytes ?? 0;
    const inBytes = average === 0 ? Number.POSITIVE_INFINITY : Math.floor(bytes / average);
    return Math.max(1, Math.min(MOST_PREFETCH, messages, inBytes));
  }
}
