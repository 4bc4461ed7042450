import { compressedClock, type PlantClock } from './simulator/play.ts';
import type { SimulationOptions } from './simulator/simulate.ts';

const speed = 120;
const second = 1000;
/** Without a length the plant starts this long ago and is in step with the clock three minutes on. */
const catchUpSeconds = 180;

/** When things happen, in plant time and on the clock. */
export interface Schedule {
  readonly clock: PlantClock;
  readonly simulation: Omit<SimulationOptions, 'seed'>;
  headline(nowMs: number, plant: string): string;
}

/**
 * Plant time runs 120 times as fast as the clock and meets it at the end of the run. The scenes
 * come at a fifth, two fifths and three fifths of the run, in the first minute where it has no end.
 */
export function newSchedule(firstMs: number, forSeconds: number | undefined): Schedule {
  const meetMs = firstMs + (forSeconds ?? catchUpSeconds) * second;
  const clock = compressedClock(meetMs, speed);
  const stage = (forSeconds ?? 50) * second;
  const sceneMs = (share: number): number => Math.round(clock.plantMs(firstMs + share * stage));
  const startMs = Math.round(clock.plantMs(firstMs));
  return {
    clock,
    simulation: {
      startMs,
      endMs: forSeconds === undefined ? Number.POSITIVE_INFINITY : meetMs,
      openingMs: stage * speed,
      scenes: {
        floodMs: sceneMs(0.2),
        decimalCommaMs: sceneMs(0.4),
        correctionMs: sceneMs(0.6),
      },
    },
    headline: (nowMs, plant) => {
      const elapsed = Math.max(0, Math.floor((nowMs - firstMs) / second));
      const plantTime = new Date(Math.min(clock.plantMs(nowMs), nowMs)).toISOString();
      const pace = nowMs < meetMs ? `${speed} × speed` : 'in step with the clock';
      const length =
        forSeconds === undefined
          ? `${elapsed} s, Ctrl-C ends it`
          : elapsed < forSeconds
            ? `${elapsed} of ${forSeconds} s`
            : `${elapsed} s, waiting for the last rows`;
      return `Plant ${plant}   plant time ${plantTime.slice(0, 10)} ${plantTime.slice(11, 19)} UTC (${pace})   ${length}`;
    },
  };
}
