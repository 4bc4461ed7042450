import type { Agenda } from './agenda.ts';
import type { Caster } from './caster.ts';
import { namedRandom, type Random, rounded } from './random.ts';
import type { SimulatedMessage } from './simulated-message.ts';

const second = 1000;
const packetMs = 5 * second;

interface Signal {
  /** The controller's name for it, as in tags.csv. */
  readonly alias: string;
  readonly everyMs: number;
  readonly mean: number;
  readonly spread: number;
  /** Share of the last deviation that stays until the next scan. */
  readonly memory: number;
  readonly places: number;
}

const signals: readonly Signal[] = [
  { alias: 'CS_PV', everyMs: 1000, mean: 1.1, spread: 0.02, memory: 0.98, places: 3 },
  { alias: 'ML_PV', everyMs: 500, mean: 100, spread: 1.6, memory: 0.9, places: 2 },
  { alias: 'SR_POS', everyMs: 1000, mean: 42, spread: 1.2, memory: 0.95, places: 2 },
  { alias: 'OSC_F', everyMs: 5000, mean: 145, spread: 1.5, memory: 0.8, places: 1 },
  { alias: 'OSC_S', everyMs: 5000, mean: 6, spread: 0.05, memory: 0.8, places: 2 },
  { alias: 'MW_FLOW', everyMs: 5000, mean: 3850, spread: 18, memory: 0.9, places: 0 },
  { alias: 'MW_DT', everyMs: 5000, mean: 6.8, spread: 0.3, memory: 0.95, places: 2 },
  { alias: 'SW_FLOW', everyMs: 5000, mean: 1240, spread: 15, memory: 0.9, places: 0 },
  { alias: 'SURF_T', everyMs: 5000, mean: 934, spread: 9, memory: 0.95, places: 1 },
  { alias: 'WD_FORCE', everyMs: 5000, mean: 310, spread: 12, memory: 0.9, places: 1 },
  { alias: 'TD_TEMP', everyMs: 10_000, mean: 1542, spread: 3, memory: 0.99, places: 1 },
  { alias: 'TD_WGT', everyMs: 10_000, mean: 38, spread: 0.8, memory: 0.95, places: 2 },
];

/**
 * The level-1 gateway of one strand: a packet every five seconds of plant time with all scans
 * since the last one. Some packets come late and so out of order; some are sent twice.
 */
export function startStrandGateway(options: {
  readonly agenda: Agenda;
  readonly seed: number;
  readonly caster: Caster;
  readonly strand: number;
  readonly startMs: number;
  /** Widens the mold level's swing: a worn stopper. */
  readonly levelSwing: number;
}): void {
  const { agenda, caster, strand } = options;
  const random = namedRandom(options.seed, `strand/${caster.name}/${strand}`);
  const deviation = new Map<string, number>();
  const topic = `plant/casting/${caster.name}/strand/v1`;

  function value(signal: Signal): number {
    const spread = signal.alias === 'ML_PV' ? signal.spread * options.levelSwing : signal.spread;
    const mean = signal.alias === 'CS_PV' ? caster.grade().speed : signal.mean;
    const fresh = spread * Math.sqrt(1 - signal.memory ** 2) * random.normal();
    const next = signal.memory * (deviation.get(signal.alias) ?? 0) + fresh;
    deviation.set(signal.alias, next);
    return rounded(mean + next, signal.places);
  }

  function scan(fromMs: number): Readonly<Record<string, unknown>>[] {
    const samples: Readonly<Record<string, unknown>>[] = [];
    for (let offset = 0; offset < packetMs; offset += 500) {
      const timeMs = fromMs + offset;
      for (const signal of signals) {
        if (timeMs % signal.everyMs !== 0) continue;
        const time = new Date(timeMs).toISOString();
        samples.push({
          caster: caster.name,
          strand,
          tag: signal.alias,
          time,
          value: value(signal),
          quality: random.chance(0.001) ? badQuality(random) : 'good',
        });
      }
    }
    return samples;
  }

  function packet(fromMs: number): void {
    agenda.at(fromMs + packetMs, (nowMs) => {
      const samples = scan(fromMs);
      const message: Omit<SimulatedMessage, 'atMs' | 'resend'> = {
        stream: 'strand.strand',
        topic,
        payload: JSON.stringify(samples),
        units: samples.length,
        broken: false,
      };
      const atMs = nowMs + (random.chance(0.02) ? random.integer(6, 40) * second : 0);
      agenda.send({ ...message, atMs, resend: false });
      if (random.chance(0.01)) {
        agenda.send({ ...message, atMs: atMs + random.integer(1, 20) * second, resend: true });
      }
      packet(fromMs + packetMs);
    });
  }

  packet(Math.ceil(options.startMs / packetMs) * packetMs);
}

/** A supplier's gateway with a German locale: the speed comes as the text `1,42`. */
export function sendDecimalCommas(agenda: Agenda, nowMs: number, count: number): void {
  for (let sent = 0; sent < count; sent += 1) {
    const atMs = nowMs + sent * 2 * second;
    const time = new Date(Math.floor(atMs / second) * second + 250).toISOString();
    const sample = { caster: 'CC3', strand: 1, tag: 'CS_PV', time, value: '1,42', quality: 'good' };
    agenda.send({
      atMs,
      stream: 'strand.strand',
      topic: 'plant/casting/CC3/strand/v1',
      payload: JSON.stringify([sample]),
      units: 1,
      resend: false,
      broken: true,
      scene: 'decimal-comma',
    });
  }
}

function badQuality(random: Random): string {
  return random.pick(['bad', 'uncertain']);
}
