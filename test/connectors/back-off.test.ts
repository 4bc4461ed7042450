import { afterEach, expect, it, vi } from 'vitest';
import { waitFor } from '../../connectors/back-off.ts';

afterEach(() => vi.useRealTimers());

const DAY_MS = 86_400_000;

it('waits for longer than a timer can, and not a moment less', async () => {
  vi.useFakeTimers();
  let over = false;
  const waiting = waitFor(60 * DAY_MS).then(() => {
    over = true;
  });
  await vi.advanceTimersByTimeAsync(59 * DAY_MS);
  expect(over).toBe(false);
  await vi.advanceTimersByTimeAsync(DAY_MS);
  await waiting;
  expect(over).toBe(true);
});

it('ends a long wait at the signal', async () => {
  const stop = new AbortController();
  const waiting = waitFor(60 * DAY_MS, stop.signal);
  stop.abort();
  await waiting;
  await waitFor(60 * DAY_MS, stop.signal);
});
