import type { Message } from '../../connectors/connector.ts';
import type { Counters } from '../counters.ts';
import type { Stage } from '../pump/stage.ts';
import type { TopicClaims } from '../stream-router.ts';

/**
 * Leaves out what belongs to a stream of the other class. A subscription that is open for majors to
 * come may bring it; the loop of that class receives it too, and it must be stored and counted once.
 */
export function passByOthers(
  kind: 'event' | 'sensor',
  claimsOf: (topic: string) => TopicClaims,
  counters: Counters,
): Stage<Message, Message> {
  return (batch) => {
    const own = batch.filter(({ topic }) => {
      const claimed = claimsOf(topic).claim?.dataset;
      return claimed === undefined || claimed.kind === kind;
    });
    if (own.length === batch.length) return batch;
    counters.add('passed_by', { class: kind }, batch.length - own.length);
    return own;
  };
}
