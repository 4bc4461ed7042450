import { differingQueues } from '../../../connectors/amqp/differing-queues.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { unroutedChannel } from '../../../ingestion/reader/route-to-queue.ts';
import type { ReachedServer } from '../reach-servers.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

const { ok, warning, failed } = resultsOf('brokers');

/** Smaller messages than this do not hold what a plant sends. */
const SMALLEST_LIMIT = 256 * 1024;

/** What an MQTT broker grants to a client. */
export function checkMqtt({ server, says, mqtt }: ReachedServer): readonly CheckResult[] {
  const name = server.uses.map(({ key }) => key).join(', ');
  if (mqtt === undefined) return [];
  const limits = [
    ...(mqtt.largestPacket === undefined ? [] : [`largest message ${mqtt.largestPacket} bytes`]),
    ...(mqtt.receiveMaximum === undefined ? [] : [`${mqtt.receiveMaximum} unacknowledged at most`]),
  ];
  const results: CheckResult[] = [ok(name, [says, ...limits].join(', '))];
  if (mqtt.maximumQos === 0) {
    results.push(
      failed(
        name,
        'the broker takes QoS 0 only: messages may be lost on the way',
        'Allow QoS 1 in its settings',
      ),
    );
  }
  if (mqtt.largestPacket !== undefined && mqtt.largestPacket < SMALLEST_LIMIT) {
    results.push(
      warning(
        name,
        `the broker refuses messages of more than ${mqtt.largestPacket} bytes`,
        'Raise its limit, if any source sends more',
      ),
    );
  }
  return results;
}

/** Version of RabbitMQ, and queues that stand there with other arguments. Rejects with a Failure. */
export async function checkAmqp(
  { server, says, amqp }: ReachedServer,
  plan: Plan | undefined,
): Promise<readonly CheckResult[]> {
  const version = amqp?.version ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > 3 || (major === 3 && minor >= 10);
  const results: CheckResult[] = [
    enough
      ? ok('amqp', says)
      : warning(
          'amqp',
          `${says} may not keep dead letters safely`,
          'Use RabbitMQ 3.10 or newer: quorum queues with at-least-once dead lettering',
        ),
  ];
  if (plan === undefined) return results;
  const channels = plan.datasets.flatMap((dataset) =>
    dataset.kind === 'event' || dataset.kind === 'sensor' ? [dataset.channel] : [],
  );
  const differing = await differingQueues(server.url, [...channels, unroutedChannel]);
  for (const { queue, reason } of differing) {
    results.push(
      failed(
        'amqp',
        `the queue ${queue} stands there with other arguments: ${reason}`,
        'Let it run empty and delete it; reader and writer declare it anew',
      ),
    );
  }
  if (differing.length === 0) {
    results.push(ok('amqp', 'no queue differs from how reader and writer declare it'));
  }
  return results;
}
