import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedMessage } from './simulated-message.ts';

const tickMs = 10;

/** Relates plant time to the clock on the wall. */
export interface PlantClock {
  /** When a moment of plant time is due, in real milliseconds. */
  dueMs(plantMs: number): number;
  /** The plant time now. */
  plantMs(realMs: number): number;
}

/**
 * Runs `speed` times as fast as the wall clock until plant time meets it at `meetMs` (real time)
 * and in step with it from then on: no message is ever dated into the future.
 */
export function compressedClock(meetMs: number, speed: number): PlantClock {
  return {
    dueMs: (plantMs) => (plantMs >= meetMs ? plantMs : meetMs - (meetMs - plantMs) / speed),
    plantMs: (realMs) => (realMs >= meetMs ? realMs : meetMs - (meetMs - realMs) * speed),
  };
}

/**
 * Sends messages when they are due. Never more than `window` wait for their acknowledgement, so a
 * broker that falls behind slows the plant down instead of filling this process.
 */
export async function play(options: {
  readonly messages: Iterable<SimulatedMessage>;
  readonly clock: PlantClock;
  readonly window: number;
  readonly publish: (message: SimulatedMessage) => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { clock, publish, signal } = options;
  const waiting = new Set<Promise<void>>();
  let failure: unknown;
  for (const message of options.messages) {
    const waitMs = clock.dueMs(message.atMs) - Date.now();
    if (waitMs > tickMs) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    while (waiting.size >= options.window) await Promise.race(waiting);
    if (signal.aborted || failure !== undefined) break;
    const sent: Promise<void> = publish(message)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => waiting.delete(sent));
    waiting.add(sent);
  }
  await Promise.all(waiting);
  if (failure !== undefined) throw failure;
}
