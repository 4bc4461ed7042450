/** Thrown where an examination would take longer than it may. */
export class OutOfSteps extends Error {}

/** Steps that one examination, or all of a file's together, may take. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  take(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw new OutOfSteps();
  }
}
