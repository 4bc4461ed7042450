import type { Agenda } from './agenda.ts';
import { type Heat, type HeatStatus, heatReport, newHeat } from './heat-report.ts';
import { namedRandom, rounded } from './random.ts';
import type { Scene } from './simulated-message.ts';
import { type Chemistry, type Grade, grades } from './steel.ts';

const second = 1000;
const minute = 60 * second;

export interface CasterOptions {
  readonly agenda: Agenda;
  readonly seed: number;
  readonly name: string;
  readonly strands: number;
  /** When the heat that is in the caster at the start ends. */
  readonly firstHeatEndsMs: number;
  /** The plant's next heat number; shared by all casters. */
  readonly nextHeatId: () => string;
  /** A heat has left the caster; its slabs are cut from then on. */
  readonly cast: (heat: Heat, nowMs: number) => void;
  /** The very first report is sent in broken form before it is sent right. */
  readonly startsBroken: boolean;
}

/** A heat whose reports the laboratory may still correct. */
interface Reported {
  readonly heat: Heat;
  revision: number;
  status: HeatStatus;
  chemistry: Chemistry;
  readonly sinceMs: number;
}

export interface Caster {
  readonly name: string;
  /** The grade in the caster now. */
  grade(): Grade;
  /** The laboratory corrects the oldest heat that it has not corrected yet; false if none. */
  correctOldest(nowMs: number): boolean;
}

/** Casts heat after heat and reports each: preliminary or released, corrected, cancelled. */
export function startCaster(options: CasterOptions): Caster {
  const { agenda, name } = options;
  const random = namedRandom(options.seed, `caster/${name}`);
  const reported: Reported[] = [];
  const source = `L2-${name}`;
  // A level-2 system counts on over restarts: the count continues from the start time.
  let sequence = Math.floor(options.firstHeatEndsMs / second);
  let grade = random.pick(grades);
  let tundishHeat = random.integer(1, 6);
  let first = true;

  function send(entry: Reported, nowMs: number, remarks: string | null, scene?: Scene): void {
    const topic = `plant/casting/${name}/heat/v1`;
    const object = (): Readonly<Record<string, unknown>> => {
      sequence += 1;
      return heatReport(entry.heat, { ...entry, source, sequence, remarks });
    };
    const message = { stream: 'heat.heat', topic, units: 1, heatId: entry.heat.heatId } as const;
    let atMs = nowMs;
    if ((first && options.startsBroken) || random.chance(0.08)) {
      // A level-2 screen lets the operator type text into a number; noticed and sent again.
      const payload = JSON.stringify({ ...object(), superheat: 'n/a' });
      agenda.send({ ...message, atMs, payload, resend: false, broken: true });
      atMs += 20 * second;
    }
    first = false;
    const payload = JSON.stringify(object());
    const right = { ...message, payload, broken: false, ...(scene === undefined ? {} : { scene }) };
    agenda.send({ ...right, atMs, resend: false });
    if (random.chance(0.25)) {
      agenda.send({ ...right, atMs: atMs + random.integer(1, 90) * second, resend: true });
    }
  }

  function revise(entry: Reported, status: HeatStatus, nowMs: number, scene?: Scene): void {
    entry.revision += 1;
    entry.status = status;
    let remarks: string | null = null;
    if (status === 'corrected') {
      const { c, mn } = entry.chemistry;
      entry.chemistry = {
        ...entry.chemistry,
        c: rounded(c + random.between(0.012, 0.03), 3),
        mn: rounded(mn + random.between(0.01, 0.05), 3),
      };
      remarks = 'Laboratory: spectrometer drift, analysis repeated';
    }
    if (status === 'cancelled') remarks = 'Reported on the wrong heat number';
    send(entry, nowMs, remarks, scene);
  }

  function report(heat: Heat, nowMs: number): void {
    const preliminary = random.chance(0.3);
    const entry: Reported = {
      heat,
      revision: 1,
      status: preliminary ? 'preliminary' : 'released',
      chemistry: heat.chemistry,
      sinceMs: nowMs,
    };
    reported.push(entry);
    if (reported.length > 20) reported.shift();
    send(entry, nowMs, null);
    if (preliminary) {
      agenda.at(nowMs + random.integer(8, 25) * minute, (laterMs) => {
        if (entry.status === 'preliminary') revise(entry, 'released', laterMs);
      });
    }
    if (random.chance(0.04)) {
      agenda.at(nowMs + random.integer(10, 60) * minute, (laterMs) => {
        revise(entry, 'cancelled', laterMs);
      });
    }
  }

  function cast(castStartMs: number, castEndMs: number): void {
    agenda.at(castEndMs, () => {
      const known = {
        heatId: options.nextHeatId(),
        caster: name,
        strands: options.strands,
        tundishHeat,
        grade,
        castStartMs,
        castEndMs,
      };
      const heat = newHeat(known, random);
      options.cast(heat, castEndMs);
      agenda.at(castEndMs + random.integer(15, 45) * second, (nowMs) => report(heat, nowMs));
      tundishHeat = tundishHeat >= 8 ? 1 : tundishHeat + 1;
      if (tundishHeat === 1) grade = random.pick(grades);
      cast(castEndMs, castEndMs + random.integer(36, 48) * minute);
    });
  }

  cast(options.firstHeatEndsMs - random.integer(36, 48) * minute, options.firstHeatEndsMs);
  return {
    name,
    grade: () => grade,
    correctOldest: (nowMs) => {
      const entry = reported.find(
        ({ status, sinceMs }) =>
          (status === 'preliminary' || status === 'released') && nowMs - sinceMs >= 2 * minute,
      );
      if (entry === undefined) return false;
      revise(entry, 'corrected', nowMs, 'correction');
      return true;
    },
  };
}
