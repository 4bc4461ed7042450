import type { Message, Store } from '../../../connectors/connector.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { SensorDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { qualifiedName } from '../../../contracts/plan/sql-text.ts';
import type { Json } from '../../../contracts/source/json.ts';
import {
  isJsonObject,
  type JsonObject,
} from '../../../contracts/source/json-schema/json-object.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { metricsSink } from '../../../ingestion/writer/metrics-sink.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import { sensorRouter } from '../../../ingestion/writer/sensor-streams.ts';
import { recordGenerator } from '../../support/records/record-generator.ts';
import type { Comparison } from './compare-views.ts';
import { instantNs } from './instant.ts';

interface SentSample {
  readonly [member: string]: Json;
}

const BATCH = 500;

/** Valid messages of a sensor stream, their tags taken from its register. */
export function sentSamples(
  dataset: SensorDatasetPlan,
  major: StreamMajor,
  count: number,
  seed: number,
): readonly Message[] {
  const next = recordGenerator(withKnownTags(dataset, major), seed);
  const topic = major.topicFilter.replaceAll('+', 'x');
  return Array.from({ length: count }, () => ({
    topic,
    body: Buffer.from(next().text),
    receivedAtMs: Date.UTC(2041, 0, 1),
    redelivered: false,
  }));
}

/** The payload schema, whose tag may only be one that the register knew at any time. */
function withKnownTags(dataset: SensorDatasetPlan, major: StreamMajor): Json {
  const aliases = dataset.tags
    .filter(({ validFrom }) => validFrom === undefined)
    .map(({ alias }) => alias);
  const { document } = major.payload;
  const tag = major.stream.class === 'sensor' ? major.stream.series.tag : '';
  if (!isJsonObject(document)) throw new Error('The payload schema is no object.');
  const items = membersOf(document.items);
  const properties = { ...membersOf(items.properties), [tag]: { enum: aliases } };
  return { ...document, items: { ...items, properties } };
}

function membersOf(value: Json | undefined): JsonObject {
  return value !== undefined && isJsonObject(value) ? value : {};
}

export async function storeSamples(
  store: Store,
  dataset: SensorDatasetPlan,
  validate: Validate,
  messages: readonly Message[],
): Promise<void> {
  const read = readSamples(sensorRouter([dataset], () => validate));
  const sink = metricsSink({ store, worker: 'proof', counters: noCounters });
  for (let at = 0; at < messages.length; at += BATCH) {
    await sink.write(read(messages.slice(at, at + BATCH)));
  }
}

/** Reads the samples back through the history view and the view of good samples. */
export async function compareSamples(
  store: Store,
  dataset: SensorDatasetPlan,
  major: StreamMajor,
  messages: readonly Message[],
): Promise<Comparison> {
  const { stream } = major;
  if (stream.class !== 'sensor') throw new Error(`${dataset.id} is no sensor stream.`);
  const { series, eventTime } = stream;
  const expected = new Map<string, { readonly value: number; readonly quality: string }>();
  for (const { body } of messages) {
    for (const sample of JSON.parse(Buffer.from(body).toString()) as readonly SentSample[]) {
      const tag = dataset.tags.find(({ alias }) => alias === sample[series.tag]);
      const value = Number(sample[series.value]);
      const plausible =
        value >= Number(tag?.minimum ?? -Infinity) && value <= Number(tag?.maximum ?? Infinity);
      const quality = String(sample[series.quality ?? ''] ?? 'uncertain');
      const key = [
        ...series.dimensions.map((name) => String(sample[name])),
        tag?.id,
        // Samples are stored to the microsecond, finer digits cut.
        instantNs(String(sample[eventTime.field])) / 1000n,
      ].join('/');
      expected.set(key, { value, quality: plausible || quality !== 'good' ? quality : 'bad' });
    }
  }
  const examples: string[] = [];
  let rows = 0;
  let different = 0;
  const good = [...expected.values()].filter(({ quality }) => quality === 'good').length;
  // The tag register has a view as well, whose rows are no samples.
  const views = dataset.views.filter(
    (one) => one.major === major.major && one.columns.some(({ name }) => name === 'quality'),
  );
  for (const view of views) {
    const found = await store.query<{ key: string; value: number; quality: string }>({
      text: `SELECT concat_ws('/', ${[...series.dimensions, 'tag'].map((name) => `"${name}"::text`).join(', ')},
  (extract(epoch FROM "time") * 1000000)::bigint) AS key, value, quality
FROM ${qualifiedName(view.store, view.name)}`,
    });
    const wanted = view.definition.kind === 'good-samples' ? good : expected.size;
    if (found.length !== wanted) different += Math.abs(found.length - wanted);
    for (const row of found) {
      rows += 1;
      const sent = expected.get(row.key);
      // -0 and 0 are one value in JSON.
      if (sent?.value === row.value && sent.quality === row.quality) continue;
      different += 1;
      if (examples.length < 5) {
        examples.push(`${view.name} ${row.key}: sent ${JSON.stringify(sent)}, found ${row.value}`);
      }
    }
  }
  return { rows, values: rows * 2, different, examples };
}
