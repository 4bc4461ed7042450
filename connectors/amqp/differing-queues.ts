import { silentLog } from '../log.ts';
import { openAmqpLink } from './amqp-link.ts';
import { type AmqpQueue, declaredQueues } from './amqp-topology.ts';

export interface DifferingQueue {
  readonly queue: string;
  /** What the broker says: which argument, what it has and what would be declared. */
  readonly reason: string;
}

/**
 * Queues that stand at the broker with other arguments than they are declared with: a process that
 * declares them is refused. Creates nothing. Rejects with a Failure where the broker does not answer.
 */
export async function differingQueues(
  url: string,
  queues: readonly AmqpQueue[],
): Promise<readonly DifferingQueue[]> {
  const differing: DifferingQueue[] = [];
  for (const queue of queues.flatMap(declaredQueues)) {
    const { name, arguments: wanted } = queue;
    // A refusal ends the channel, so each question has a link of its own.
    if (!(await ask(url, (channel) => channel.checkQueue(name))).answered) continue;
    const declared = await ask(url, (channel) =>
      channel.assertQueue(name, { durable: true, arguments: wanted }),
    );
    if (declared.answered) continue;
    const said = /with message "(?:PRECONDITION_FAILED - )?(.*)"$/.exec(declared.reason)?.[1];
    differing.push({ queue: name, reason: said ?? declared.reason });
  }
  return differing;
}

async function ask(
  url: string,
  question: (channel: Awaited<ReturnType<typeof openAmqpLink>>['channel']) => Promise<unknown>,
): Promise<{ readonly answered: true } | { readonly answered: false; readonly reason: string }> {
  const link = await openAmqpLink({ url, name: 'tundish doctor', log: silentLog });
  try {
    await question(link.channel);
    return { answered: true };
  } catch (error) {
    const reason = link.failure?.message ?? (error instanceof Error ? error.message : 'unknown');
    return { answered: false, reason };
  } finally {
    await link.close();
  }
}
