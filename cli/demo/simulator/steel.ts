import { type Random, rounded } from './random.ts';

/** Mass fractions in percent. */
export interface Chemistry {
  readonly c: number;
  readonly mn: number;
  readonly si: number;
  readonly p: number;
  readonly s: number;
  readonly cr: number;
  readonly mo: number;
  readonly v: number;
  readonly ni: number;
  readonly cu: number;
  readonly al: number;
  readonly n: number;
}

export interface Grade {
  readonly name: string;
  /** Aims of the melt shop, in percent. */
  readonly c: number;
  readonly mn: number;
  readonly si: number;
  readonly v: number;
  readonly ni: number;
  /** Usual withdrawal speed of a slab, in m/min. */
  readonly speed: number;
}

export const grades: readonly [Grade, ...Grade[]] = [
  { name: 'S235JR', c: 0.13, mn: 0.65, si: 0.18, v: 0.002, ni: 0.03, speed: 1.3 },
  { name: 'S275JR', c: 0.16, mn: 0.95, si: 0.2, v: 0.003, ni: 0.03, speed: 1.2 },
  { name: 'S355J2', c: 0.165, mn: 1.42, si: 0.35, v: 0.004, ni: 0.04, speed: 1.1 },
  { name: 'S420N', c: 0.16, mn: 1.48, si: 0.38, v: 0.055, ni: 0.2, speed: 1.05 },
  { name: 'S460N', c: 0.17, mn: 1.55, si: 0.4, v: 0.095, ni: 0.45, speed: 0.95 },
];

/** An analysis as the melt shop hits it: near the aim, with the scrap's tramp elements. */
export function analysis(grade: Grade, random: Random): Chemistry {
  const near = (aim: number, spread: number, places: number): number =>
    rounded(Math.max(0, aim + spread * random.normal()), places);
  return {
    c: near(grade.c, 0.007, 3),
    mn: near(grade.mn, 0.025, 3),
    si: near(grade.si, 0.015, 3),
    p: near(0.013, 0.003, 4),
    s: near(0.007, 0.002, 4),
    cr: near(0.045, 0.012, 3),
    mo: near(0.008, 0.003, 4),
    v: near(grade.v, 0.001, 4),
    ni: near(grade.ni, 0.01, 3),
    cu: near(0.06, 0.02, 3),
    al: near(0.035, 0.005, 4),
    n: near(0.0055, 0.0008, 4),
  };
}

/** Liquidus in °C: pure iron at 1537 °C, lowered by each percent of an element (linear, dilute). */
export function liquidus(chemistry: Chemistry): number {
  const { c, mn, si, p, s, cr, ni, cu, al } = chemistry;
  const lowered =
    78 * c + 4.9 * mn + 7.6 * si + 34.4 * p + 38 * s + 1.3 * cr + 3.1 * ni + 4.7 * cu + 3.6 * al;
  return rounded(1537 - lowered, 1);
}
