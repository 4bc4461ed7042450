import { rounded } from '../simulator/random.ts';

/** What the prediction looks at, per heat. */
export interface HeatFeatures {
  /** Carbon by mass, in percent. */
  readonly carbon: number;
  /** Mean tundish temperature above liquidus, in K. */
  readonly superheat: number;
  /** Standard deviation of the mold level, in mm. */
  readonly levelDeviation: number;
  /** Thinnest shell of all strands at the exit of the mold, in mm. */
  readonly shellThickness: number;
}

export interface Prediction {
  /** 0 to 1. */
  readonly probability: number;
  /** Change of the log odds per feature, largest first. */
  readonly contributions: readonly { readonly feature: string; readonly contribution: number }[];
}

/** Shell that a strand of this size needs at the exit of the mold, in mm. */
export const NEEDED_SHELL = 15;

/**
 * A logistic regression. Steels around 0.12 % carbon shrink most when they solidify and crack most
 * (peritectic range); a restless mold level and a thin shell add to it.
 */
export function predictCracks(features: HeatFeatures): Prediction {
  const terms = [
    { feature: 'peritectic carbon', contribution: 2.2 * peritectic(features.carbon) },
    { feature: 'superheat', contribution: 0.04 * (features.superheat - 25) },
    { feature: 'mold level deviation', contribution: 0.45 * (features.levelDeviation - 1.5) },
    { feature: 'shell', contribution: 0.12 * (NEEDED_SHELL - features.shellThickness) },
  ];
  const odds = terms.reduce((sum, { contribution }) => sum + contribution, -2.6);
  return {
    probability: rounded(1 / (1 + Math.exp(-odds)), 4),
    contributions: terms
      .map(({ feature, contribution }) => ({ feature, contribution: rounded(contribution, 4) }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
  };
}

/** 1 in the middle of the peritectic range, falling off to both sides. */
function peritectic(carbon: number): number {
  return Math.exp(-(((carbon - 0.12) / 0.03) ** 2));
}
