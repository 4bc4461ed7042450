/**
 * Names for transactions that run side by side. Each counts into a flow row of its own: one row for
 * all would make every lane wait for the COMMIT of the other.
 */
export class WorkerSlots {
  readonly #worker: string;
  readonly #free: number[] = [];
  #made = 0;

  constructor(worker: string) {
    this.#worker = worker;
  }

  async use<R>(work: (worker: string) => Promise<R>): Promise<R> {
    let slot = this.#free.pop();
    if (slot === undefined) {
      slot = this.#made;
      this.#made += 1;
    }
    try {
      return await work(`${this.#worker}/${slot}`);
    } finally {
      this.#free.push(slot);
    }
  }
}
