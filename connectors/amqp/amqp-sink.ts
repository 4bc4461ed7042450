import type { RoutedMessage, Sink } from '../connector.ts';
import { Failure } from '../failure.ts';
import { type Log, silentLog } from '../log.ts';
import { type AmqpLink, openAmqpLink } from './amqp-link.ts';
import { publishOptions } from './amqp-message.ts';
import { type AmqpQueue, declareTopology } from './amqp-topology.ts';

export interface AmqpSinkOptions {
  readonly url: string;
  /** Connection name. */
  readonly name: string;
  readonly tls?: { readonly ca?: string | Buffer; readonly cert?: string; readonly key?: string };
  /** Declared at each connect; leave out where the account may not configure. */
  readonly declare?: readonly AmqpQueue[];
  readonly log?: Log;
}

interface OpenLink {
  readonly link: AmqpLink;
  /** Message ids that the broker could route to no queue: it confirms these too. */
  readonly returned: Set<string>;
}

/**
 * Publishes persistent, mandatory messages and waits for their confirms. `write` resolves when the
 * broker has confirmed every message and returned none; otherwise it rejects and the whole batch is
 * to be written again, over a new connection if this one is gone. What was stored but not confirmed
 * is then stored twice; the writer's event ids absorb that. How much is unconfirmed at most is how
 * much its callers write at once. A message beyond the broker's limit is poison; the broker answers
 * it by closing the channel, so the limit that it then names is kept.
 */
export function amqpSink(options: AmqpSinkOptions): Sink<RoutedMessage> {
  const log = options.log ?? silentLog;
  let opening: Promise<OpenLink> | undefined;
  let sequence = 0;
  /** In bytes, once the broker has refused a message for its size. */
  let largest = Number.POSITIVE_INFINITY;

  async function openLink(): Promise<OpenLink> {
    const link = await openAmqpLink({ ...options, log });
    const returned = new Set<string>();
    link.channel.on('return', ({ properties }) => {
      returned.add(String(properties.messageId));
    });
    // Every publish that waits for its confirm listens for the buffer to drain.
    link.channel.setMaxListeners(0);
    if (options.declare !== undefined) {
      try {
        await declareTopology(link.channel, options.declare);
      } catch (error) {
        await link.close();
        throw link.failure ?? error;
      }
    }
    log.info({ name: options.name }, 'connected to RabbitMQ for publishing');
    return { link, returned };
  }

  /** The open link; concurrent writes share one attempt. */
  async function current(): Promise<OpenLink> {
    opening ??= openLink();
    const attempt = opening;
    try {
      const open = await attempt;
      if (open.link.open) return open;
    } catch (error) {
      if (opening === attempt) opening = undefined;
      throw error;
    }
    if (opening === attempt) opening = undefined;
    return current();
  }

  /** Blames a batch for what ended the link: another batch's large message is not its fault. */
  function blame(failure: Failure, batch: readonly RoutedMessage[]): Failure {
    if (failure.kind !== 'poison') return failure;
    largest = Number(/max(?:imum)? size (\d+)/i.exec(failure.message)?.[1] ?? largest);
    const innocent = largest !== Number.POSITIVE_INFINITY && !batch.some(tooLarge);
    return innocent ? new Failure('transient', failure.message) : failure;
  }

  function tooLarge({ message }: RoutedMessage): boolean {
    return message.body.byteLength > largest;
  }

  return {
    write: async (batch) => {
      if (batch.some(tooLarge)) {
        throw new Failure('poison', `RabbitMQ takes no message of more than ${largest} bytes`);
      }
      const { link, returned } = await current();
      await new Promise<void>((resolve, reject) => {
        let unconfirmed = batch.length;
        let failure: Failure | undefined;
        if (unconfirmed === 0) resolve();
        for (const { message, exchange, routingKey } of batch) {
          sequence += 1;
          const id = String(sequence);
          const { body } = message;
          link.channel.publish(
            exchange,
            routingKey,
            Buffer.from(body.buffer, body.byteOffset, body.byteLength),
            publishOptions(message, id),
            (error: unknown) => {
              if (error) {
                failure ??=
                  link.failure === undefined
                    ? refused(exchange, routingKey)
                    : blame(link.failure, batch);
              } else if (returned.size > 0 && returned.delete(id)) {
                failure ??= unroutable(exchange, routingKey);
              }
              unconfirmed -= 1;
              if (unconfirmed > 0) return;
              if (failure === undefined) resolve();
              else reject(failure);
            },
          );
        }
      });
    },
    close: async () => {
      const open = await opening?.catch(() => undefined);
      await open?.link.close();
    },
  };
}

function refused(exchange: string, routingKey: string): Failure {
  return new Failure(
    'transient',
    `RabbitMQ did not take a message for ${exchange}/${routingKey}: its queue is full or has no majority`,
  );
}

function unroutable(exchange: string, routingKey: string): Failure {
  return new Failure(
    'drift',
    `RabbitMQ has no queue bound to ${exchange} for ${routingKey}: apply the plan, then it goes on by itself`,
  );
}
