import { writeEvents } from './event-writing.ts';
import { eventsFromMqtt, receivedFromMqtt, samplesFromMqtt } from './mqtt-ends.ts';
import { eventDatasets, type RunRole, sensorDatasets } from './role.ts';
import { writeSamples } from './sample-writing.ts';

/** Events: MQTT to raw, without a queue between. */
export const pumpEvents: RunRole = async (context) => {
  if (eventDatasets(context.plan).length === 0) return;
  const worker = `${context.instance}-events`;
  const received = receivedFromMqtt('event', context);
  await writeEvents(eventsFromMqtt(worker, context), worker, context, received);
};

/** Samples: MQTT to metrics, without a queue between. */
export const pumpSamples: RunRole = async (context) => {
  if (sensorDatasets(context.plan).length === 0) return;
  const worker = `${context.instance}-samples`;
  const received = receivedFromMqtt('sensor', context);
  await writeSamples((onDrop) => samplesFromMqtt(context, onDrop), worker, context, received);
};
