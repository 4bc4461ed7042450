import type { Message, RoutedMessage } from '../../connectors/connector.ts';
import { channel } from '../../contracts/plan/channels.ts';
import type { Channel } from '../../contracts/plan/plan.ts';
import type { Stage } from '../pump/stage.ts';
import { type StreamDatasetPlan, streamRouter } from '../stream-router.ts';

/** Where messages go that no stream claims: a queue of its own, read like every other. */
export const unroutedChannel: Channel = channel('event', 'unrouted', []);

/**
 * Gives each message the exchange and routing key of its stream, that of a major to come among them.
 * `streams` are all of the plan.
 */
export function routeToQueue(streams: readonly StreamDatasetPlan[]): Stage<Message, RoutedMessage> {
  const claimsOf = streamRouter(streams);
  return (batch) =>
    batch.map((message) => {
      const { exchange, routingKey } =
        claimsOf(message.topic).claim?.dataset.channel ?? unroutedChannel;
      return { message, exchange, routingKey };
    });
}
