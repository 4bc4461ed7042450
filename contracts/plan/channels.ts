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

/**
 * Where a topic names the contract's major: its last level, if that is `v<major>`. Elsewhere such a
 * level is a name like any other: a line may be called v1.
 */
export function versionLevel(topic: string, major: number): number | undefined {
  const levels = topic.split('/');
  return levels.at(-1) === `v${major}` ? levels.length - 1 : undefined;
}

/**
 * What a stream subscribes to: its topics of every major, also of those to come, so that a message
 * that is ahead of its contract waits for it instead of being lost at the broker.
 */
export function subscriptionFilter(topic: string, major: number): string {
  const filter = topicFilter(topic);
  const level = versionLevel(filter, major);
  return level === undefined ? filter : filter.split('/').with(level, '+').join('/');
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
