import { newAgenda } from './agenda.ts';
import { type Caster, startCaster } from './caster.ts';
import { startInspectionStation } from './inspection-station.ts';
import { cutOffReadings, meterTopic, sendThreeDays, startMeterLogger } from './meter-logger.ts';
import type { Random } from './random.ts';
import type { SimulatedMessage } from './simulated-message.ts';
import { newSlabYard, startSlabTracking } from './slab-tracking.ts';
import { sendDecimalCommas, startStrandGateway } from './strand-gateway.ts';

const second = 1000;

export interface SimulationOptions {
  readonly seed: number;
  /** Plant time, in milliseconds since 1970. */
  readonly startMs: number;
  /** Plant time at which it ends; Infinity goes on for ever. */
  readonly endMs: number;
  /** Length of plant time over which the opening is spread: first heats end within its first sixth. */
  readonly openingMs: number;
  /** Plant times of the scenes; a scene without a time does not happen. */
  readonly scenes?: {
    readonly floodMs?: number;
    readonly decimalCommaMs?: number;
    readonly correctionMs?: number;
  };
}

/** Loggers that were cut off and empty themselves all at once in the flood. */
const floodedMeters = ['EM-301', 'EM-302', 'EM-303', 'EM-304', 'EM-305'] as const;

export const floodedTopics: readonly string[] = floodedMeters.map(meterTopic);
export const floodReadings = floodedMeters.length * cutOffReadings;
/** Messages of the scene in which a supplier sends a decimal comma. */
export const decimalCommas = 3;

/**
 * A steel plant's messages in order of plant time: three casters with their strands, two inspection
 * stations, twenty meters. The same options give the same messages, byte for byte. Among them are
 * resends, late and out-of-order messages and some that break their contract; each message says
 * which it is.
 */
export function* simulate(options: SimulationOptions): Generator<SimulatedMessage> {
  const { seed, startMs, openingMs } = options;
  const agenda = newAgenda();
  let heatNumber = Math.floor(startMs / (40 * 60 * second)) % 100_000;
  const year = new Date(startMs).getUTCFullYear() % 100;
  const heatId = (number: number): string =>
    `H${String(year).padStart(2, '0')}${String(number % 100_000).padStart(5, '0')}`;
  const nextHeatId = (): string => {
    heatNumber += 1;
    return heatId(heatNumber);
  };
  const rolledHeatId = (random: Random): string =>
    heatId(heatNumber + 100_000 - random.integer(5, 60));
  const yard = newSlabYard();
  const casters = [
    { name: 'CC1', strands: 2, swing: 1 },
    { name: 'CC2', strands: 2, swing: 3.5 },
    { name: 'CC3', strands: 1, swing: 1.4 },
  ].map(({ name, strands, swing }, index) => {
    const tracking = startSlabTracking({ agenda, seed, caster: name, startMs, yard });
    const soonMs = Math.min(openingMs * (0.06 + 0.045 * index), (300 + 240 * index) * second);
    const caster = startCaster({
      agenda,
      seed,
      name,
      strands,
      firstHeatEndsMs: startMs + Math.round(soonMs / second) * second,
      nextHeatId,
      cast: tracking.cut,
      startsBroken: index === 1,
    });
    for (let strand = 1; strand <= strands; strand += 1) {
      startStrandGateway({ agenda, seed, caster, strand, startMs, levelSwing: swing });
    }
    return caster;
  });
  for (const name of ['INS-A', 'INS-B'] as const) {
    startInspectionStation({ agenda, seed, name, startMs, rolledHeatId, yard });
  }
  for (let number = 1; number <= 20; number += 1) {
    const meter = number <= 14 ? `EM-${100 + number}` : `GM-${200 + number}`;
    startMeterLogger({ agenda, seed, meter, startMs });
  }
  stage(options, agenda, casters);
  yield* agenda.work(options.endMs);
}

function stage(
  { seed, scenes = {} }: SimulationOptions,
  agenda: ReturnType<typeof newAgenda>,
  casters: readonly Caster[],
): void {
  const { floodMs, decimalCommaMs, correctionMs } = scenes;
  if (floodMs !== undefined) {
    agenda.at(floodMs, (nowMs) => {
      for (const meter of floodedMeters) sendThreeDays({ agenda, seed, meter }, nowMs);
    });
  }
  if (decimalCommaMs !== undefined) {
    agenda.at(decimalCommaMs, (nowMs) => sendDecimalCommas(agenda, nowMs, decimalCommas));
  }
  if (correctionMs !== undefined) {
    const correct = (nowMs: number): void => {
      if (casters.some((caster) => caster.correctOldest(nowMs))) return;
      agenda.at(nowMs + 15 * second, correct);
    };
    agenda.at(correctionMs, correct);
  }
}
