// AMQP publish and confirm alone: batches prepared in memory, no MQTT.
import { amqpSink } from '../../../dist/connectors/amqp/amqp-sink.js';
import { measure } from './measure.mjs';

const task = JSON.parse(process.env.TUNDISH_BENCH_TASK);
const measured = measure(task.messages);
const { channel } = task.datasets[0];
const sink = amqpSink({ url: task.amqpUrl, name: 'bench-publish', declare: [channel] });
await import('tsx');
const { heatReport } = await import(task.payloads);
const batches = [];
for (let at = 0; at < task.messages; at += task.batch) {
  const batch = [];
  for (let n = at; n < Math.min(at + task.batch, task.messages); n += 1) {
    batch.push({
      message: {
        topic: 'plant/casting/c1/heat/v1',
        body: Buffer.from(heatReport(n)),
        receivedAtMs: Date.now(),
        redelivered: false,
      },
      exchange: channel.exchange,
      routingKey: channel.routingKey,
    });
  }
  batches.push(batch);
}
await sink.write([]);
measured.start();
const lane = async () => {
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    await sink.write(batch);
    measured.end(batch.length);
  }
};
await Promise.all(Array.from({ length: task.lanes }, lane));
await sink.close();
process.send(measured.result());
process.disconnect();
