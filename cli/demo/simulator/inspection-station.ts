import type { Agenda } from './agenda.ts';
import { namedRandom, type Random, rounded } from './random.ts';
import type { SlabYard } from './slab-tracking.ts';
import { grades } from './steel.ts';

const second = 1000;

const classes = [
  'z_scratch',
  'k_scratch',
  'stain',
  'dirt',
  'bump',
  'pastry',
  'scale',
  'other',
] as const;

/**
 * Inspects plate after plate; one in a hundred verdicts names a class that no contract knows. Station
 * INS-B has the new software, which names the slab and so sends major 2.
 */
export function startInspectionStation(options: {
  readonly agenda: Agenda;
  readonly seed: number;
  readonly name: 'INS-A' | 'INS-B';
  readonly startMs: number;
  /** A heat that was cast lately: plates are rolled from it. */
  readonly rolledHeatId: (random: Random) => string;
  readonly yard: SlabYard;
}): void {
  const { agenda, name } = options;
  const random = namedRandom(options.seed, `station/${name}`);
  let inspection = Math.floor(options.startMs / second);
  let plate = random.integer(10_000_000, 80_000_000);
  let inspected = 0;

  function defect(
    unknown: boolean,
    length: number,
    width: number,
  ): Readonly<Record<string, unknown>> {
    return {
      defect: unknown ? 'rolled_in_scale' : random.pick(classes),
      side: random.pick(['top', 'bottom']),
      x: rounded(random.between(0, length), 0),
      y: rounded(random.between(0, width), 0),
      area: rounded(random.between(40, 9000), 1),
      depth: random.chance(0.3) ? rounded(random.between(0.05, 1.8), 2) : null,
    };
  }

  function inspect(atMs: number): void {
    agenda.at(atMs, (nowMs) => {
      inspection += 1;
      inspected += 1;
      if (!random.chance(0.2)) plate += 1;
      const broken = inspected === 6 || random.chance(0.01);
      const length = rounded(random.between(6000, 18_000), 0);
      const width = rounded(random.between(1800, 3200), 0);
      const count = broken ? 1 : random.chance(0.7) ? 0 : random.integer(1, 4);
      const verdict =
        count === 0 ? 'accept' : random.pick(['accept', 'repair', 'repair', 'reject']);
      const slab = name === 'INS-B' ? options.yard.pick(random) : undefined;
      const payload = JSON.stringify({
        station: name,
        inspection,
        plate_id: `P${plate}`,
        ...(slab === undefined ? {} : { slab_id: slab.slabId }),
        heat_id: slab?.heatId ?? options.rolledHeatId(random),
        grade: slab?.grade ?? random.pick(grades).name,
        inspected_at: new Date(nowMs).toISOString(),
        thickness: rounded(random.between(8, 60), 2),
        width,
        length,
        verdict,
        defects: Array.from({ length: count }, () => defect(broken, length, width)),
      });
      const message = {
        stream: 'plate.plate_inspection',
        topic: `plant/rolling/${name}/plate/${slab === undefined ? 'v1' : 'v2'}`,
        payload,
        units: 1,
        broken,
      } as const;
      const sentMs = nowMs + (random.chance(0.03) ? random.integer(30, 400) * second : 0);
      agenda.send({ ...message, atMs: sentMs, resend: false });
      if (random.chance(0.05)) {
        agenda.send({ ...message, atMs: sentMs + random.integer(1, 120) * second, resend: true });
      }
      inspect(nowMs + random.integer(25, 60) * second);
    });
  }

  inspect(options.startMs + random.integer(1, 20) * second);
}
