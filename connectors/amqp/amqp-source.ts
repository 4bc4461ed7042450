import type { Channel, ConsumeMessage } from 'amqplib';
import { backOffMs, waitFor } from '../back-off.ts';
import type { Delivery, Source } from '../connector.ts';
import { type Log, silentLog } from '../log.ts';
import { type AmqpLink, openAmqpLink } from './amqp-link.ts';
import { messageOf } from './amqp-message.ts';
import { type AmqpQueue, declareTopology } from './amqp-topology.ts';
import { QueueWindow } from './queue-window.ts';

export interface AmqpSourceOptions {
  readonly url: string;
  /** Connection name. */
  readonly name: string;
  readonly queues: readonly string[];
  /** Read as well: what a policy or a person has moved there would wait for nobody. */
  readonly deadLetterQueues?: readonly string[];
  readonly window?: { readonly messages: number; readonly bytes: number };
  readonly tls?: { readonly ca?: string | Buffer; readonly cert?: string; readonly key?: string };
  /** Declared at each connect; leave out where the account may not configure. */
  readonly declare?: readonly AmqpQueue[];
  readonly log?: Log;
  readonly count?: (what: 'redelivered' | 'reconnected' | 'dead_letter', n: number) => void;
}

interface ConsumedQueue {
  readonly name: string;
  readonly dead: boolean;
  readonly window: QueueWindow;
}

interface Token {
  readonly epoch: number;
  readonly window: QueueWindow;
  readonly deliveryTag: number;
}

/** Dead letters are few: they take no part of the window. */
const DEAD_LETTER_WINDOW = { messages: 20, bytes: 1024 * 1024 };
const DEFAULT_WINDOW = { messages: 4_000, bytes: 16 * 1024 * 1024 };
/** A connection that lasted this long was a good one: the next attempt need not wait. */
const STABLE_MS = 5_000;
const RECONNECT = { firstMs: 200, maxMs: 15_000 };

/**
 * Consumes queues with manual acknowledgement. `settle` acknowledges everything up to its last
 * delivery in one frame. While a sink is down the deliveries simply wait (prefetch is the window,
 * in messages of the size that the queue has shown): a reject or requeue would count against the
 * queue's delivery limit. After a reconnect, consuming
 * starts again once half of the old window is settled; tags of the old channel are never sent on
 * the new one, which the broker would answer by closing it.
 */
export function amqpSource(options: AmqpSourceOptions): Source {
  const source = new AmqpSource(options);
  return source;
}

class AmqpSource implements Source {
  readonly #options: AmqpSourceOptions;
  readonly #window: { readonly messages: number; readonly bytes: number };
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #receive: ((delivery: Delivery) => void) | undefined;
  #link: AmqpLink | undefined;
  #epoch = 0;
  #messages = 0;
  #bytes = 0;
  #wanted = true;
  readonly #queues: readonly ConsumedQueue[];
  /** One per queue while consuming, else none. */
  #consumerTags: string[] = [];
  #consumers = 0;
  /** Starting and cancelling consumers are round trips that must not overtake each other. */
  #switching: Promise<void> = Promise.resolve();
  #finished: Promise<void> = Promise.resolve();

  constructor(options: AmqpSourceOptions) {
    this.#options = options;
    this.#window = options.window ?? DEFAULT_WINDOW;
    const share = {
      messages: Math.floor(this.#window.messages / Math.max(1, options.queues.length)),
      bytes: this.#window.bytes / Math.max(1, options.queues.length),
    };
    const dead = options.deadLetterQueues ?? [];
    this.#queues = [
      ...options.queues.map((name) => ({ name, dead: false, window: new QueueWindow(share) })),
      ...dead.map((name) => ({ name, dead: true, window: new QueueWindow(DEAD_LETTER_WINDOW) })),
    ];
    this.#log = options.log ?? silentLog;
  }

  start(receive: (delivery: Delivery) => void): Promise<void> {
    this.#receive = receive;
    return new Promise((resolve) => {
      this.#finished = this.#keepConnected(resolve).finally(resolve);
    });
  }

  settle(deliveries: readonly Delivery[]): void {
    let lastTag = 0;
    for (const { message, token } of deliveries) {
      this.#messages -= 1;
      this.#bytes -= message.body.byteLength;
      const { epoch, window, deliveryTag } = token as Token;
      window.settle();
      if (epoch === this.#epoch && deliveryTag > lastTag) lastTag = deliveryTag;
    }
    const link = this.#link;
    if (lastTag > 0 && link?.open === true) {
      link.channel.ack({ fields: { deliveryTag: lastTag } } as ConsumeMessage, true);
    }
    this.#adjust();
  }

  async pause(): Promise<void> {
    this.#wanted = false;
    this.#adjust();
    await this.#switching;
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    this.#stopping.abort();
    await this.#link?.close();
    await this.#finished;
  }

  async #keepConnected(onReady: () => void): Promise<void> {
    const { name, url, declare, tls } = this.#options;
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt += 1) {
      let link: AmqpLink | undefined;
      try {
        link = await openAmqpLink({
          url,
          name,
          log: this.#log,
          ...(tls === undefined ? {} : { tls }),
        });
        if (declare !== undefined) await declareTopology(link.channel, declare);
        if (this.#epoch > 0) this.#options.count?.('reconnected', 1);
        this.#epoch += 1;
        this.#consumerTags = [];
        this.#link = link;
        // A stop that came while we were connecting found no link to close.
        if (this.#stopping.signal.aborted) await link.close();
        this.#log.info({ name, queues: this.#options.queues.length }, 'connected to RabbitMQ');
        this.#adjust();
        await this.#switching;
        const since = Date.now();
        if (link.open) onReady();
        const reason = await link.closed;
        if (Date.now() - since > STABLE_MS) attempt = 0;
        if (!this.#stopping.signal.aborted) throw reason;
      } catch (error) {
        link?.close().catch(() => undefined);
        this.#link = undefined;
        const delayMs = Math.round(backOffMs(RECONNECT, attempt, Math.random()));
        this.#log.warn(
          { name, reason: error instanceof Error ? error.message : 'unknown', delayMs },
          'no RabbitMQ connection; the queues keep what is not acknowledged, trying again',
        );
        await waitFor(delayMs, this.#stopping.signal);
      }
    }
  }

  /** Starts or cancels consumers, as the window and our end ask for. */
  #adjust(): void {
    const { messages, bytes } = this.#window;
    const consuming = this.#consumerTags.length > 0;
    const full = this.#bytes >= bytes || this.#messages >= 2 * messages;
    const roomy = this.#bytes <= bytes / 2 && this.#messages <= messages / 2;
    const consume = this.#wanted && (consuming ? !full : roomy);
    if (consume === consuming) return;
    const link = this.#link;
    if (link?.open !== true) return;
    const { channel } = link;
    const epoch = this.#epoch;
    if (consume) {
      const tags = this.#queues.map(() => this.#newTag());
      this.#consumerTags = tags;
      this.#switch(link, async () => {
        for (const [index, tag] of tags.entries()) await this.#consume(channel, epoch, index, tag);
      });
    } else {
      const tags = this.#consumerTags;
      this.#consumerTags = [];
      this.#switch(link, async () => {
        for (const tag of tags) await channel.cancel(tag);
      });
    }
  }

  /** Ends the consumer of one queue and begins another with the prefetch that its window has now. */
  #beginAnew(index: number): void {
    const link = this.#link;
    const old = this.#consumerTags[index];
    if (link?.open !== true || old === undefined) return;
    const { channel } = link;
    const epoch = this.#epoch;
    const tag = this.#newTag();
    this.#consumerTags[index] = tag;
    this.#switch(link, async () => {
      await channel.cancel(old);
      await this.#consume(channel, epoch, index, tag);
    });
  }

  #newTag(): string {
    this.#consumers += 1;
    return `${this.#options.name} ${this.#consumers}`;
  }

  #switch(link: AmqpLink, work: () => Promise<void>): void {
    this.#switching = this.#switching.then(async () => {
      try {
        if (link.open) await work();
      } catch {
        // The channel is gone, and with it the link: #keepConnected makes a new one.
        await link.close();
      }
    });
  }

  async #consume(
    channel: Channel,
    epoch: number,
    index: number,
    consumerTag: string,
  ): Promise<void> {
    const queue = this.#queues[index];
    if (queue === undefined) return;
    // Counts for the consumers that begin after it, each on its own.
    await channel.prefetch(queue.window.begin());
    await channel.consume(
      queue.name,
      (delivery) => {
        if (delivery === null) {
          // The queue was deleted or its leader moved: begin again with a new channel.
          void this.#link?.close();
        } else if (this.#onDelivery(delivery, epoch, queue)) {
          this.#beginAnew(index);
        }
      },
      { consumerTag, noAck: false },
    );
  }

  /** True where the queue's consumer has to begin anew. */
  #onDelivery(delivery: ConsumeMessage, epoch: number, { window, dead }: ConsumedQueue): boolean {
    const message = messageOf(delivery, Date.now());
    if (message.redelivered) this.#options.count?.('redelivered', 1);
    if (dead) this.#options.count?.('dead_letter', 1);
    this.#messages += 1;
    this.#bytes += message.body.byteLength;
    const token: Token = { epoch, window, deliveryTag: delivery.fields.deliveryTag };
    const anew = window.add(message.body.byteLength);
    this.#receive?.({ message, token });
    this.#adjust();
    return anew;
  }
}
