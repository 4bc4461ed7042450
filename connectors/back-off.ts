/** Waiting times between attempts: doubling from `firstMs` to `maxMs`, half of it at random. */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Milliseconds before attempt number `attempt` (from 0); `random` is 0 (inclusive) to 1. */
export function backOffMs(backOff: BackOff, attempt: number, random: number): number {
  const full = Math.min(backOff.maxMs, backOff.firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * random;
}

/** Resolves after `ms` or at once when the signal aborts, whichever is first. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
