import { writeEvents } from './event-writing.ts';
import { eventsFromMqtt, samplesFromMqtt } from './mqtt-ends.ts';
import { eventDatasets, type RunRole, sensorDatasets } from './role.ts';
import { writeSamples } from './sample-writing.ts';

/** Events: MQTT to raw, without a queue between. */
export const pumpEvents: RunRole = async (context) => {
  if (eventDatasets(context.plan).length === 0) return;
  const worker = `${context.instance}-events`;
  await writeEvents(eventsFromMqtt(worker, context), worker, context);
};

/** Samples: MQTT to metrics, without a queue between. */
export const pumpSamples: RunRole = async (context) => {
  if (sensorDatasets(context.plan).length === 0) return;
  const worker = `${context.instance}-samples`;
  await writeSamples((onDrop) => samplesFromMqtt(worker, context, onDrop), worker, context);
};
