import type { Channel, ConsumeMessage } from 'amqplib';
import { backOffMs, waitFor } from '../back-off.ts';
import type { Delivery, Source } from '../connector.ts';
import { type Log, silentLog } from '../log.ts';
import { type AmqpLink, openAmqpLink } from './amqp-link.ts';
import { messageOf } from './amqp-message.ts';
import { type AmqpQueue, declareTopology } from './amqp-topology.ts';

export interface AmqpSourceOptions {
  readonly url: string;
  /** Connection name. */
  readonly name: string;
  readonly queues: readonly string[];
  readonly window?: { readonly messages: number; readonly bytes: number };
  readonly tls?: { readonly ca?: string | Buffer; readonly cert?: string; readonly key?: string };
  /** Declared at each connect; leave out where the account may not configure. */
  readonly declare?: readonly AmqpQueue[];
  readonly log?: Log;
  readonly count?: (what: 'redelivered' | 'reconnected', n: number) => void;
}

interface Token {
  readonly epoch: number;
  readonly deliveryTag: number;
}

const DEFAULT_WINDOW = { messages: 4_000, bytes: 16 * 1024 * 1024 };
/** Quorum queues take no more. */
const MOST_PREFETCH = 2_000;
/** A connection that lasted this long was a good one: the next attempt need not wait. */
const STABLE_MS = 5_000;
const RECONNECT = { firstMs: 200, maxMs: 15_000 };

/**
 * Consumes queues with manual acknowledgement. `settle` acknowledges everything up to its last
 * delivery in one frame. While a sink is down the deliveries simply wait (prefetch is the window):
 * a reject or requeue would count against the queue's delivery limit. After a reconnect, consuming
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
  #consumerTags: string[] = [];
  /** Starting and cancelling consumers are round trips that must not overtake each other. */
  #switching: Promise<void> = Promise.resolve();
  #finished: Promise<void> = Promise.resolve();

  constructor(options: AmqpSourceOptions) {
    this.#options = options;
    this.#window = options.window ?? DEFAULT_WINDOW;
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
      const { epoch, deliveryTag } = token as Token;
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
        await link.channel.prefetch(this.#prefetch());
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

  #prefetch(): number {
    const perQueue = Math.floor(this.#window.messages / Math.max(1, this.#options.queues.length));
    return Math.min(MOST_PREFETCH, Math.max(1, perQueue));
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
      const tags = this.#options.queues.map((_queue, index) => `${epoch}-${index}-${Date.now()}`);
      this.#consumerTags = tags;
      this.#switch(link, () => this.#consume(channel, epoch, tags));
    } else {
      const tags = this.#consumerTags;
      this.#consumerTags = [];
      this.#switch(link, async () => {
        for (const tag of tags) await channel.cancel(tag);
      });
    }
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

  async #consume(channel: Channel, epoch: number, tags: readonly string[]): Promise<void> {
    for (const [index, queue] of this.#options.queues.entries()) {
      const consumerTag = tags[index];
      if (consumerTag === undefined) continue;
      await channel.consume(
        queue,
        (delivery) => {
          if (delivery === null) {
            // The queue was deleted or its leader moved: begin again with a new channel.
            void this.#link?.close();
          } else {
            this.#onDelivery(delivery, epoch);
          }
        },
        { consumerTag, noAck: false },
      );
    }
  }

  #onDelivery(delivery: ConsumeMessage, epoch: number): void {
    const message = messageOf(delivery, Date.now());
    if (message.redelivered) this.#options.count?.('redelivered', 1);
    this.#messages += 1;
    this.#bytes += message.body.byteLength;
    const token: Token = { epoch, deliveryTag: delivery.fields.deliveryTag };
    this.#receive?.({ message, token });
    this.#adjust();
  }
}
