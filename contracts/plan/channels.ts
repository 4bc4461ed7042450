import { compareText } from '../finding.ts';
import { deadLetterQueueName, exchangeName, queueName } from './names.ts';
import type { Channel } from './plan.ts';

/** The MQTT filter of a topic template: each `{name}` level becomes `+`. */
export function topicFilter(topic: string): string {
  return topic
    .split('/')
    .map((level) => (/^\{[^{}]*\}$/.test(level) ? '+' : level))
    .join('/');
}

/** Where a stream's messages travel; the routing key is the stream's id. */
export function channel(
  streamClass: 'event' | 'sensor',
  id: string,
  filters: readonly string[],
): Channel {
  const queue = queueName(streamClass, id);
  return {
    class: streamClass,
    topicFilters: [...new Set(filters)].sort(compareText),
    exchange: exchangeName(streamClass),
    routingKey: id,
    queue,
    deadLetterQueue: deadLetterQueueName(queue),
  };
}
