import type { Message, Source } from '../../connectors/connector.ts';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mqttSensorSource } from '../../connectors/mqtt/mqtt-sensor-source.ts';
import { treatPersonal, untreated } from '../../ingestion/personal/treat-message.ts';
import { faultReporter, isolateFaults } from '../../ingestion/pump/isolate-faults.ts';
import { chain, type Stage } from '../../ingestion/pump/stage.ts';
import { passByOthers } from '../../ingestion/reader/pass-by.ts';
import { type StreamDatasetPlan, streamRouter } from '../../ingestion/stream-router.ts';
import { earlierFilters } from './earlier-filters.ts';
import { requirePersonalKeys } from './personal-keys.ts';
import { eventDatasets, type RoleContext, sensorDatasets, streamDatasets } from './role.ts';
import { sessionName } from './session-name.ts';

/** All event streams of the plan, over a session that outlives the process. */
export function eventsFromMqtt(worker: string, context: RoleContext): Source {
  const clientId = sessionName('events', context);
  const { filters, retiredFilters } = subscriptions(eventDatasets(context.plan));
  return mqttEventSource({
    url: context.environment.mqtt.events,
    clientId,
    filters,
    retiredFilters: async () => [
      ...retiredFilters,
      ...(await earlierFilters(clientId, filters, context)),
    ],
    log: context.log,
    count: (what, n) => context.counters.add(what, { worker }, n),
  });
}

/** All sensor streams of the plan, bounded, drops accounted for by `onDrop`. */
export function samplesFromMqtt(
  context: RoleContext,
  onDrop: (message: Message, reason: string) => void,
): Source {
  const claimsOf = streamRouter(streamDatasets(context.plan));
  return mqttSensorSource({
    url: context.environment.mqtt.sensors,
    clientId: sessionName('samples', context),
    filters: subscriptions(sensorDatasets(context.plan)).filters,
    onDrop: (message, reason) => {
      // Events that the subscription brings are stored by their own loop.
      if (claimsOf(message.topic).claim?.dataset.kind !== 'event') onDrop(message, reason);
    },
    log: context.log,
  });
}

/**
 * What comes from MQTT to the loop of a class, before anything else sees it: without what is
 * personal, so that no queue, table or log ever holds it.
 * @throws UsageError where a key is missing.
 */
export function receivedFromMqtt(
  kind: 'event' | 'sensor',
  { plan, counters, environment, instance, log }: RoleContext,
): Stage<Message, Message> {
  const claimsOf = streamRouter(streamDatasets(plan));
  const own = passByOthers(kind, claimsOf, counters);
  const keys = requirePersonalKeys(plan, environment);
  if (keys === undefined) return own;
  const report = faultReporter(`${instance}-${kind}s`, log, counters);
  const treat = isolateFaults(treatPersonal(claimsOf, keys), (message, error) => {
    report(message, error);
    return [untreated(claimsOf, keys, message)];
  });
  return chain(own, treat);
}

/**
 * Two streams may share a subscription. A kept session may still hold that of one major alone, which
 * would bring each of its messages twice.
 */
function subscriptions(datasets: readonly StreamDatasetPlan[]): {
  readonly filters: readonly string[];
  readonly retiredFilters: readonly string[];
} {
  const filters = new Set(datasets.flatMap(({ channel }) => channel.topicFilters));
  const exact = new Set(
    datasets.flatMap(({ majors }) => majors.map(({ topicFilter }) => topicFilter)),
  );
  return {
    filters: [...filters],
    retiredFilters: [...exact].filter((filter) => !filters.has(filter)),
  };
}
