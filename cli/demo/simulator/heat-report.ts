import { type Random, rounded } from './random.ts';
import { analysis, type Chemistry, type Grade, liquidus } from './steel.ts';

export type HeatStatus = 'preliminary' | 'released' | 'corrected' | 'cancelled';

/** A heat as the melt shop and the caster know it, apart from the reports about it. */
export interface Heat {
  readonly heatId: string;
  readonly caster: string;
  readonly strands: number;
  readonly tundishHeat: number;
  readonly grade: Grade;
  readonly castStartMs: number;
  readonly castEndMs: number;
  readonly ladleWeight: number;
  readonly chemistry: Chemistry;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly number: number;
  readonly position: 'ladle' | 'tundish' | 'mold';
  readonly taken_at: string;
  readonly temperature: number;
  readonly elements?: readonly { readonly element: string; readonly content: number }[];
}

/** A heat with its dip measurements: one in the ladle, four in the tundish, one in the mold. */
export function newHeat(
  known: Omit<Heat, 'chemistry' | 'samples' | 'ladleWeight'>,
  random: Random,
): Heat {
  const chemistry = analysis(known.grade, random);
  const melting = liquidus(chemistry);
  const superheat = random.between(22, 36);
  const length = known.castEndMs - known.castStartMs;
  const at = (share: number): string =>
    new Date(Math.round((known.castStartMs + share * length) / 1000) * 1000).toISOString();
  const temperature = (above: number): number =>
    rounded(melting + above + 0.8 * random.normal(), 1);
  const elements = [
    { element: 'C', content: chemistry.c },
    { element: 'Mn', content: chemistry.mn },
    { element: 'Si', content: chemistry.si },
  ];
  const tundish = [0.1, 0.35, 0.6, 0.85].map(
    (share, index): Sample => ({
      number: index + 2,
      position: 'tundish',
      taken_at: at(share),
      temperature: temperature(superheat - 8 * share),
      ...(index === 1 ? { elements } : {}),
    }),
  );
  const samples: readonly Sample[] = [
    {
      number: 1,
      position: 'ladle',
      taken_at: at(0.01),
      temperature: temperature(superheat + 22),
      elements,
    },
    ...tundish,
    { number: 6, position: 'mold', taken_at: at(0.9), temperature: temperature(superheat - 12) },
  ];
  return { ...known, ladleWeight: rounded(random.between(176, 188), 1), chemistry, samples };
}

/** The report's JSON object, as in heat.v1.schema.json. */
export function heatReport(
  heat: Heat,
  report: {
    readonly source: string;
    readonly sequence: number;
    readonly revision: number;
    readonly status: HeatStatus;
    readonly chemistry: Chemistry;
    readonly remarks: string | null;
  },
): Readonly<Record<string, unknown>> {
  const tundish = heat.samples.filter((sample) => sample.position === 'tundish');
  const mean = tundish.reduce((sum, sample) => sum + sample.temperature, 0) / tundish.length;
  const melting = liquidus(heat.chemistry);
  return {
    source: report.source,
    sequence: report.sequence,
    heat_id: heat.heatId,
    revision: report.revision,
    status: report.status,
    caster: heat.caster,
    strands: heat.strands,
    tundish_heat: heat.tundishHeat,
    grade: heat.grade.name,
    cast_start: new Date(heat.castStartMs).toISOString(),
    cast_end: new Date(heat.castEndMs).toISOString(),
    ladle_weight: heat.ladleWeight,
    liquidus_temperature: melting,
    tundish_temperature: rounded(mean, 1),
    superheat: rounded(rounded(mean, 1) - melting, 1),
    chemistry: report.chemistry,
    samples: heat.samples,
    remarks: report.remarks,
  };
}
