import type { Agenda } from './agenda.ts';
import type { Heat } from './heat-report.ts';
import { namedRandom, type Random, rounded } from './random.ts';

const second = 1000;

/** A slab that lies in the yard: plates are rolled from it. */
export interface YardSlab {
  readonly slabId: string;
  readonly heatId: string;
  readonly grade: string;
}

/** The slabs of the last heats, newest last. */
export interface SlabYard {
  /** Some slab of the yard; undefined as long as nothing was cut. */
  pick(random: Random): YardSlab | undefined;
  add(slab: YardSlab): void;
}

export function newSlabYard(): SlabYard {
  const slabs: YardSlab[] = [];
  return {
    pick: (random) => slabs[random.integer(0, Math.max(0, slabs.length - 1))],
    add: (slab) => {
      slabs.push(slab);
      if (slabs.length > 200) slabs.shift();
    },
  };
}

/**
 * Cuts a heat into four slabs per strand. The first slab of a strand begins while steel of the
 * previous heat is still in the tundish, so it has two heats.
 */
export function startSlabTracking(options: {
  readonly agenda: Agenda;
  readonly seed: number;
  readonly caster: string;
  readonly startMs: number;
  readonly yard: SlabYard;
}): { cut(heat: Heat, nowMs: number): void } {
  const { agenda, caster } = options;
  const random = namedRandom(options.seed, `slabs/${caster}`);
  const source = `TRK-${caster}`;
  let sequence = Math.floor(options.startMs / second);
  let slabNumber = random.integer(10_000_000, 80_000_000);
  let previous: Heat | undefined;

  function slab(heat: Heat, strand: number, index: number, cutMs: number): void {
    sequence += 1;
    slabNumber += 1;
    const slabId = `S${slabNumber}`;
    const before = index === 0 ? previous : undefined;
    const share = rounded(random.between(0.15, 0.6), 3);
    const length = rounded(random.between(9.5, 11.5), 3);
    const width = random.pick([1850, 2050, 2250]);
    const heats = [
      ...(before === undefined ? [] : [{ heat_id: before.heatId, share, position: 38 }]),
      {
        heat_id: heat.heatId,
        share: before === undefined ? 1 : rounded(1 - share, 3),
        position: rounded(index * 10.5, 1),
      },
    ];
    const payload = JSON.stringify({
      source,
      sequence,
      slab_id: slabId,
      caster,
      strand,
      grade: heat.grade.name,
      cut_at: new Date(cutMs).toISOString(),
      thickness: 230,
      width,
      length,
      weight: rounded((length * width * 230 * 7.85) / 1e6, 2),
      heats,
      ...(random.chance(0.4) ? { scan: scanOf(slabId, random) } : {}),
    });
    const message = {
      stream: 'slab.slab',
      topic: `plant/casting/${caster}/slab/v1`,
      payload,
      units: 1,
      broken: false,
    } as const;
    agenda.at(cutMs, (nowMs) => {
      options.yard.add({ slabId, heatId: heat.heatId, grade: heat.grade.name });
      agenda.send({ ...message, atMs: nowMs, resend: false });
      if (random.chance(0.05)) {
        agenda.send({ ...message, atMs: nowMs + random.integer(1, 60) * second, resend: true });
      }
    });
  }

  return {
    cut: (heat, nowMs) => {
      for (let strand = 1; strand <= heat.strands; strand += 1) {
        for (let index = 0; index < 4; index += 1) {
          slab(heat, strand, index, nowMs + (1 + strand + 4 * index) * second);
        }
      }
      previous = heat;
    },
  };
}

function scanOf(slabId: string, random: Random): Readonly<Record<string, unknown>> {
  const digits = Array.from({ length: 64 }, () => random.integer(0, 15).toString(16)).join('');
  return {
    uri: `scans/${slabId}.png`,
    sha256: digits,
    bytes: random.integer(400_000, 900_000),
    media_type: 'image/png',
  };
}
