import type { Delivery } from '../../connectors/connector.ts';
import type { PumpSettings } from './settings.ts';

const SHORTEST_LINGER_MS = 2;

/**
 * Collects deliveries into batches. A batch that lingers for more messages costs latency, one that
 * does not costs a transaction per message: it lingers up to `batchAgeMs`, and half as long next
 * time where the second half of the wait brought nothing (a broker that sends no more until it is
 * acknowledged).
 */
export class Batcher {
  readonly #settings: PumpSettings;
  readonly #onDue: () => void;
  #pending: Delivery[] = [];
  #bytes = 0;
  #lingerMs: number;
  #timer: NodeJS.Timeout | undefined;
  #due = false;
  #countAtHalf = 0;

  /** `onDue` is called when a batch has become ready to take. */
  constructor(settings: PumpSettings, onDue: () => void) {
    this.#settings = settings;
    this.#onDue = onDue;
    this.#lingerMs = settings.batchAgeMs;
  }

  get size(): number {
    return this.#pending.length;
  }

  add(delivery: Delivery): void {
    this.#pending.push(delivery);
    this.#bytes += delivery.message.body.byteLength;
    if (this.#pending.length === 1) {
      this.#startTimer();
    } else if (!this.#due && this.#full()) {
      this.#becomeDue();
    }
  }

  /** The next batch, if one is due (or `anyway` if there is anything). */
  take(anyway: boolean): readonly Delivery[] | undefined {
    if (this.#pending.length === 0 || !(this.#due || anyway)) {
      return undefined;
    }
    const cut = this.#cut();
    const batch = cut === this.#pending.length ? this.#pending : this.#pending.slice(0, cut);
    this.#pending = cut === this.#pending.length ? [] : this.#pending.slice(cut);
    this.#bytes = 0;
    for (const { message } of this.#pending) {
      this.#bytes += message.body.byteLength;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // What is left has waited while every lane was busy: it goes with the next free one.
    this.#due = this.#pending.length > 0;
    return batch;
  }

  /** How many of the pending deliveries fit into one batch: at least one. */
  #cut(): number {
    const { batchMessages, batchBytes } = this.#settings;
    let bytes = 0;
    let cut = 0;
    for (const { message } of this.#pending) {
      bytes += message.body.byteLength;
      if (cut === batchMessages || (cut > 0 && bytes > batchBytes)) {
        break;
      }
      cut += 1;
    }
    return cut;
  }

  #full(): boolean {
    return (
      this.#pending.length >= this.#settings.batchMessages ||
      this.#bytes >= this.#settings.batchBytes
    );
  }

  #startTimer(): void {
    if (this.#full()) {
      this.#becomeDue();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#countAtHalf = this.#pending.length;
      this.#timer = setTimeout(() => {
        const growing = this.#pending.length > this.#countAtHalf;
        this.#lingerMs = growing
          ? Math.min(this.#settings.batchAgeMs, this.#lingerMs * 2)
          : Math.max(Math.min(SHORTEST_LINGER_MS, this.#settings.batchAgeMs), this.#lingerMs / 2);
        this.#becomeDue();
      }, this.#lingerMs / 2);
    }, this.#lingerMs / 2);
  }

  #becomeDue(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = true;
    this.#onDue();
  }
}
