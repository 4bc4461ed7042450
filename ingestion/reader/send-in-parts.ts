import type { RoutedMessage, Sink } from '../../connectors/connector.ts';
import { splitMessage } from '../message-parts.ts';
import { payloadHash, wholeName } from '../writer/event-identity.ts';
import { unroutedChannel } from './route-to-queue.ts';

/**
 * A sink to queues for which no message is too large: what the queue refuses as poison, and that is
 * its size, goes in parts through the queue of what no stream claims. Whoever writes raw joins them.
 */
export function sendInParts(queues: Sink<RoutedMessage>): Sink<RoutedMessage> {
  const { exchange, routingKey } = unroutedChannel;
  return {
    write: (batch) => queues.write(batch),
    quarantine: ({ message }) =>
      queues.write(
        splitMessage(message, wholeName(message.topic, payloadHash(message.body))).map((part) => ({
          message: part,
          exchange,
          routingKey,
        })),
      ),
    close: () => queues.close(),
  };
}
