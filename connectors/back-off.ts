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

/** A timer with more fires at once: its delay is a signed number of 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Resolves after `ms` or at once when the signal aborts, whichever is first. */
export async function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  while (left > LONGEST_TIMER_MS && signal?.aborted !== true) {
    await waitOnce(LONGEST_TIMER_MS, signal);
    left -= LONGEST_TIMER_MS;
  }
  await waitOnce(left, signal);
}

function waitOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
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
