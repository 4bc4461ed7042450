import type { Message, Source } from '../../connectors/connector.ts';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mqttSensorSource } from '../../connectors/mqtt/mqtt-sensor-source.ts';
import { eventDatasets, type RoleContext, sensorDatasets } from './role.ts';

/** All event streams of the plan, over a session that outlives the process. */
export function eventsFromMqtt(worker: string, context: RoleContext): Source {
  return mqttEventSource({
    url: context.environment.mqtt.events,
    clientId: `tundish-${worker}`,
    filters: eventDatasets(context.plan).flatMap(({ channel }) => channel.topicFilters),
    log: context.log,
    count: (what, n) => context.counters.add(what, { worker }, n),
  });
}

/** All sensor streams of the plan, bounded, drops accounted for by `onDrop`. */
export function samplesFromMqtt(
  worker: string,
  context: RoleContext,
  onDrop: (message: Message, reason: string) => void,
): Source {
  return mqttSensorSource({
    url: context.environment.mqtt.sensors,
    clientId: `tundish-${worker}`,
    filters: sensorDatasets(context.plan).flatMap(({ channel }) => channel.topicFilters),
    onDrop,
    log: context.log,
  });
}
