/** Most messages, and most of their bytes, that may wait for the broker at a time. */
const MOST_MESSAGES = 1_000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Hands messages to a broker as fast as it takes them; what waits is bounded. */
export interface SendWindow {
  /**
   * Resolves when there was room for it, not when it has arrived; false where the signal came first
   * and it was not sent. `deliver` gives false where the broker refused that message alone.
   */
  send(line: number, bytes: number, deliver: () => Promise<boolean>): Promise<boolean>;
  /** Resolves when nothing waits any more. Rejects with the first failure. */
  settled(): Promise<void>;
  /** Resolves when nothing is under way any more, after a failure as well. */
  drained(): Promise<void>;
  readonly acknowledged: number;
  /** How many wait for the broker. */
  readonly waiting: number;
  /** The first line that the broker has not acknowledged yet. */
  readonly firstWaiting: number | undefined;
}

export function sendWindow(signal: AbortSignal): SendWindow {
  const waiting = new Map<number, number>();
  let sequence = 0;
  let bytesWaiting = 0;
  let acknowledged = 0;
  /** Those that failed stay among the waiting: a line that did not arrive is where to go on. */
  let failed = 0;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  signal.addEventListener('abort', () => wake(), { once: true });
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    get acknowledged() {
      return acknowledged;
    },
    get waiting() {
      return waiting.size;
    },
    get firstWaiting() {
      const [line] = waiting.values();
      return line;
    },
    send: async (line, bytes, deliver) => {
      while (
        waiting.size >= MOST_MESSAGES ||
        (bytesWaiting + bytes > MOST_BYTES && waiting.size > 0)
      ) {
        check();
        if (signal.aborted) return false;
        await change();
      }
      check();
      sequence += 1;
      const id = sequence;
      waiting.set(id, line);
      bytesWaiting += bytes;
      void deliver()
        .then(
          (taken) => {
            if (taken) acknowledged += 1;
            waiting.delete(id);
          },
          (error: unknown) => {
            failure ??= { error };
            failed += 1;
          },
        )
        .finally(() => {
          bytesWaiting -= bytes;
          wake();
        });
      return true;
    },
    settled: async () => {
      while (waiting.size > 0 && failure === undefined) await change();
      check();
    },
    drained: async () => {
      while (waiting.size > failed) await change();
    },
  };
}
