import { rounded } from '../simulator/random.ts';

/** Solidification constant of a slab, in mm per square root of a minute. */
const GROWTH = 26;
/** Length of the mold below the meniscus, in m. */
const MOLD_LENGTH = 0.8;
/** Half the thickness of a slab, in mm: the shells of both sides meet there. */
const HALF_THICKNESS = 115;
/** Distance from the meniscus to the straightener, in m. */
const STRAIGHTENER = 22;

export interface Casting {
  /** Mean withdrawal speed, in m/min; above 0. */
  readonly speed: number;
  /** Mean tundish temperature above liquidus, in K. */
  readonly superheat: number;
}

export interface Solidification {
  /** mm */
  readonly shellThickness: number;
  /** m */
  readonly metallurgicalLength: number;
  /** °C */
  readonly surfaceTemperature: number;
}

/**
 * The square root law of solidification: a shell grows with the root of the time since the meniscus,
 * later where the steel is hotter (M. Wolf, Continuous Casting vol. 9, 1997). The surface cools by
 * the same root.
 */
export function solidification({ speed, superheat }: Casting): Solidification {
  const delay = 0.08 * (superheat / 25);
  const inMold = Math.max(0, MOLD_LENGTH / speed - delay);
  const solidAfter = (HALF_THICKNESS / GROWTH) ** 2 + delay;
  return {
    shellThickness: rounded(GROWTH * Math.sqrt(inMold), 2),
    metallurgicalLength: rounded(speed * solidAfter, 2),
    surfaceTemperature: rounded(1180 - 62 * Math.sqrt(STRAIGHTENER / speed), 1),
  };
}
