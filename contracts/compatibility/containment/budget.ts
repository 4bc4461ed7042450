/** Thrown when the work of a pair is used up. */
export class OutOfBudget extends Error {}

/** Steps between two looks at the clock: well below a millisecond. */
const stepsPerLook = 100;

/**
 * What one pair may cost. Steps bound memory as well as time, for whatever is kept was paid for by its
 * size. With a clock the pair also ends after so many milliseconds.
 */
export class Budget {
  private left: number;
  private untilLook = stepsPerLook;
  private readonly clock: (() => number) | undefined;
  private readonly end: number;

  constructor(steps: number, milliseconds?: number, clock?: () => number) {
    this.left = steps;
    this.clock = milliseconds === undefined ? undefined : clock;
    this.end = (this.clock?.() ?? 0) + (milliseconds ?? 0);
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new OutOfBudget();
    if (this.clock === undefined) return;
    this.untilLook -= steps;
    if (this.untilLook > 0) return;
    this.untilLook = stepsPerLook;
    if (this.clock() > this.end) throw new OutOfBudget();
  }
}
