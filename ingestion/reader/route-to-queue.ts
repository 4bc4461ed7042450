import type { Message, RoutedMessage } from '../../connectors/connector.ts';
import { channel } from '../../contracts/plan/channels.ts';
import type { Channel } from '../../contracts/plan/plan.ts';
import type { Stage } from '../pump/stage.ts';
import { topicRouter } from '../topic-router.ts';

/** Where messages go that no stream claims: a queue of its own, read like every other. */
export const unroutedChannel: Channel = channel('event', 'unrouted', []);

/** Gives each message the exchange and routing key of its stream. */
export function routeToQueue(channels: readonly Channel[]): Stage<Message, RoutedMessage> {
  const channelsOf = topicRouter(
    channels.flatMap((value) => value.topicFilters.map((filter) => ({ filter, value }))),
  );
  return (batch) =>
    batch.map((message) => {
      const { exchange, routingKey } = channelsOf(message.topic)[0] ?? unroutedChannel;
      return { message, exchange, routingKey };
    });
}
