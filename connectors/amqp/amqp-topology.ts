import type { Channel } from 'amqplib';

/** A durable queue behind a direct exchange, with its dead-letter queue. */
export interface AmqpQueue {
  readonly exchange: string;
  readonly routingKey: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  /** Beyond it the broker refuses new messages, and says so; it drops none. */
  readonly maxLengthBytes?: number;
}

/**
 * RabbitMQ 4 moves a message to the dead letters at its 20th redelivery, which is no more than a
 * writer that dies 20 times. Older versions take no -1 for `never`: as often as an integer can say.
 */
const DELIVERY_LIMIT = 2 ** 31 - 1;

/**
 * The arguments of a queue that loses nothing: replicated, and dead letters leave it only once their
 * queue has them (at-least-once, which needs reject-publish). They never depend on the broker's
 * version: a queue that is declared again with other arguments is refused.
 */
function queueArguments(queue: AmqpQueue): Readonly<Record<string, string | number>> {
  return {
    'x-queue-type': 'quorum',
    'x-overflow': 'reject-publish',
    'x-delivery-limit': DELIVERY_LIMIT,
    'x-dead-letter-exchange': '',
    'x-dead-letter-routing-key': queue.deadLetterQueue,
    'x-dead-letter-strategy': 'at-least-once',
    ...(queue.maxLengthBytes === undefined ? {} : { 'x-max-length-bytes': queue.maxLengthBytes }),
  };
}

/** The queue and its dead-letter queue, each with the arguments that it is declared with. */
export function declaredQueues(queue: AmqpQueue): readonly {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}[] {
  return [
    {
      name: queue.deadLetterQueue,
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': DELIVERY_LIMIT },
    },
    { name: queue.queue, arguments: queueArguments(queue) },
  ];
}

/** Declares exchanges, queues and bindings; does nothing where they stand already. */
export async function declareTopology(
  channel: Channel,
  queues: readonly AmqpQueue[],
): Promise<void> {
  for (const exchange of new Set(queues.map((queue) => queue.exchange))) {
    await channel.assertExchange(exchange, 'direct', { durable: true });
  }
  for (const queue of queues) {
    for (const { name, arguments: wanted } of declaredQueues(queue)) {
      await channel.assertQueue(name, { durable: true, arguments: wanted });
    }
    await channel.bindQueue(queue.queue, queue.exchange, queue.routingKey);
  }
}
