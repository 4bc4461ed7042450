import type { Delivery, Message, Sink, Source } from '../../connectors/connector.ts';
import { type Log, silentLog } from '../../connectors/log.ts';
import { type Counters, noCounters } from '../counters.ts';
import { Batcher } from './batcher.ts';
import { defaultPumpSettings, type PumpSettings } from './settings.ts';
import type { Stage } from './stage.ts';
import { type WriteContext, writeUntilDurable } from './write-until-durable.ts';

export interface PumpOptions<Item> {
  /** Name of this loop in counters and logs (`reader-0`). */
  readonly worker: string;
  readonly source: Source;
  readonly stages: Stage<Message, Item>;
  readonly sink: Sink<Item>;
  readonly settings?: Partial<PumpSettings>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly random?: () => number;
  readonly log?: Log;
  readonly counters?: Counters;
  /** Ends the loop: intake stops, what is held is written and settled, then the source closes. */
  readonly signal: AbortSignal;
}

/**
 * The one loop of the data plane: source → batch → stages → sink → settle. A message is settled
 * once the sink has made it durable, and in the order in which it was received, although several
 * batches may be written at the same time. While the sink fails nothing is settled, so the
 * source's window closes and the broker holds the rest.
 *
 * Resolves after the signal when everything is settled or `drainMs` has passed. It does not close
 * the sink. Rejects where the source cannot be started or stopped, and, after the same ending,
 * where a stage threw: that is a fault of ours which no repetition cures, and nothing is lost.
 */
export async function pump<Item>(options: PumpOptions<Item>): Promise<void> {
  const running = new Pump(options);
  await running.run();
}

const GIVE_UP_GRACE_MS = 500;

interface Batch {
  readonly deliveries: readonly Delivery[];
  durable: boolean;
}

class Pump<Item> {
  readonly #options: PumpOptions<Item>;
  readonly #settings: PumpSettings;
  readonly #counters: Counters;
  readonly #context: WriteContext<Item>;
  readonly #batcher: Batcher;
  readonly #giveUp = new AbortController();
  /** In receive order; settled from the front. */
  readonly #batches: Batch[] = [];
  readonly #labels: { readonly worker: string };
  #busyLanes = 0;
  #unsettled = 0;
  #draining = false;
  #abandoned = false;
  #ended = false;
  #onIdle: (() => void) | undefined;
  #fault: { readonly error: unknown } | undefined;
  readonly #faulted = new AbortController();

  constructor(options: PumpOptions<Item>) {
    this.#options = options;
    this.#settings = { ...defaultPumpSettings, ...options.settings };
    this.#counters = options.counters ?? noCounters;
    this.#labels = { worker: options.worker };
    this.#context = {
      sink: options.sink,
      settings: this.#settings,
      log: options.log ?? silentLog,
      counters: this.#counters,
      worker: options.worker,
      signal: this.#giveUp.signal,
      random: options.random ?? Math.random,
    };
    this.#batcher = new Batcher(this.#settings, () => this.#fillLanes());
  }

  async run(): Promise<void> {
    const { source, signal } = this.#options;
    const started = source.start((delivery) => {
      this.#unsettled += 1;
      this.#batcher.add(delivery);
    });
    const aborted = whenAborted(AbortSignal.any([signal, this.#faulted.signal]));
    await Promise.race([started.then(() => aborted), aborted]);
    await source.pause();
    await this.#drain();
    await source.stop();
    await started;
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = setTimeout(() => {
        this.#giveUp.abort();
        // Attempts that wait end now; a write that never answers must not hold our end either.
        timer = setTimeout(resolve, GIVE_UP_GRACE_MS);
      }, this.#settings.drainMs);
      this.#fillLanes();
      this.#checkIdle();
    });
    clearTimeout(timer);
    this.#ended = true;
    if (this.#unsettled > 0) {
      this.#context.log.warn(
        { ...this.#labels, unsettled: this.#unsettled },
        'ended before everything was durable; the broker keeps these messages and sends them again',
      );
    }
  }

  #fillLanes(): void {
    while (this.#busyLanes < this.#settings.lanes && !this.#abandoned) {
      const deliveries = this.#batcher.take(this.#draining);
      if (deliveries === undefined) return;
      const batch: Batch = { deliveries, durable: false };
      this.#batches.push(batch);
      this.#busyLanes += 1;
      void this.#write(batch)
        .catch((error: unknown) => {
          this.#abandoned = true;
          this.#fault ??= { error };
          this.#faulted.abort();
        })
        .finally(() => {
          this.#busyLanes -= 1;
          this.#fillLanes();
          this.#checkIdle();
        });
    }
  }

  async #write(batch: Batch): Promise<void> {
    const startedMs = this.#options.clock();
    const items = this.#options.stages(batch.deliveries.map(({ message }) => message));
    batch.durable = items.length === 0 || (await writeUntilDurable(items, this.#context));
    if (!batch.durable) {
      this.#abandoned = true;
      return;
    }
    this.#counters.add('batches', this.#labels, 1);
    this.#counters.observe(
      'write_seconds',
      this.#labels,
      (this.#options.clock() - startedMs) / 1000,
    );
    this.#settleFromFront();
  }

  #settleFromFront(): void {
    let first = this.#batches[0];
    while (first?.durable === true && !this.#ended) {
      this.#batches.shift();
      this.#options.source.settle(first.deliveries);
      this.#unsettled -= first.deliveries.length;
      this.#counters.set('unsettled', this.#labels, this.#unsettled);
      const oldest = first.deliveries[0];
      if (oldest !== undefined) {
        const seconds = (this.#options.clock() - oldest.message.receivedAtMs) / 1000;
        this.#counters.observe('settle_seconds', this.#labels, seconds);
      }
      first = this.#batches[0];
    }
  }

  #checkIdle(): void {
    if (this.#busyLanes === 0 && (this.#batcher.size === 0 || this.#abandoned)) {
      this.#onIdle?.();
    }
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
