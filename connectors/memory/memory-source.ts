import type { Delivery, Message, Source } from '../connector.ts';

/**
 * A source in memory that behaves as a broker with a kept session does: it keeps what is not
 * settled, delivers no more than its window, and after `reconnect` delivers the unsettled again,
 * ignoring settlements of the connection before.
 */
export interface MemorySource extends Source {
  publish(message: Message): void;
  /** Loses the connection: what is unsettled is delivered again, marked. */
  reconnect(): void;
  /** Messages that the broker still holds. */
  readonly held: number;
  readonly unsettled: number;
  /** What a broker would keep for the next connection of the client. */
  unfinished(): readonly Message[];
  /** Messages in the order of their settlement. */
  readonly settled: readonly Message[];
}

export function memorySource(window = 1_000): MemorySource {
  return new InMemory(window);
}

interface Held {
  readonly message: Message;
  delivered: boolean;
  deliveredBefore: boolean;
}

interface Token {
  readonly epoch: number;
  readonly held: Held;
}

class InMemory implements MemorySource {
  readonly settled: Message[] = [];
  readonly #window: number;
  readonly #queue: Held[] = [];
  #receive: ((delivery: Delivery) => void) | undefined;
  #epoch = 1;
  #unsettled = 0;
  #paused = false;

  constructor(window: number) {
    this.#window = window;
  }

  get held(): number {
    return this.#queue.length;
  }

  get unsettled(): number {
    return this.#unsettled;
  }

  unfinished(): readonly Message[] {
    return this.#queue.map(({ message }) => message);
  }

  publish(message: Message): void {
    this.#queue.push({ message, delivered: false, deliveredBefore: false });
    this.#deliver();
  }

  reconnect(): void {
    this.#epoch += 1;
    for (const held of this.#queue) {
      held.deliveredBefore ||= held.delivered;
      held.delivered = false;
    }
    this.#deliver();
  }

  async start(receive: (delivery: Delivery) => void): Promise<void> {
    this.#receive = receive;
    this.#deliver();
  }

  settle(deliveries: readonly Delivery[]): void {
    for (const { token } of deliveries) {
      this.#unsettled -= 1;
      const { epoch, held } = token as Token;
      if (epoch !== this.#epoch) continue;
      const at = this.#queue.indexOf(held);
      const earlier = this.#queue.findIndex(({ delivered }) => delivered);
      if (at !== earlier) throw new Error('settled out of receive order');
      this.#queue.splice(at, 1);
      this.settled.push(held.message);
    }
    this.#deliver();
  }

  async pause(): Promise<void> {
    this.#paused = true;
  }

  async stop(): Promise<void> {
    this.#receive = undefined;
  }

  #deliver(): void {
    if (this.#paused || this.#receive === undefined) return;
    for (const held of this.#queue) {
      if (this.#unsettled >= this.#window) return;
      if (held.delivered) continue;
      held.delivered = true;
      this.#unsettled += 1;
      this.#receive({
        message: { ...held.message, redelivered: held.deliveredBefore },
        token: { epoch: this.#epoch, held } satisfies Token,
      });
    }
  }
}
