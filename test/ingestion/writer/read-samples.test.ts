import { expect, it } from 'vitest';
import { buildPlant } from '../../../cli/runtime/built-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { readSamples } from '../../../ingestion/writer/read-samples.ts';
import { sensorRouter } from '../../../ingestion/writer/sensor-streams.ts';
import { smallPlant } from '../../contracts/small-plant.ts';

const base = 'products/casting/strand/strand';

/** The small plant with a second major of its samples, some texts of the first replaced. */
async function readerWithSecondMajor(
  ...changes: readonly (readonly [find: string, put: string])[]
) {
  const files = smallPlant();
  const second = (path: string) =>
    changes.reduce(
      (text, [find, put]) => text.replaceAll(find, put),
      (files[`${base}.v1.${path}`] ?? '')
        .replace('version: 1.0.0', 'version: 2.0.0')
        .replaceAll(/(?<=strand[./])v1/g, 'v2'),
    );
  const { plan } = await buildPlant(
    memoryFiles({
      ...files,
      [`${base}.v2.odcs.yaml`]: second('odcs.yaml'),
      [`${base}.v2.schema.json`]: second('schema.json'),
    }),
  );
  const sensors = plan.datasets.filter((dataset) => dataset.kind === 'sensor');
  const read = readSamples(sensorRouter(sensors, () => () => null));
  return (major: number, sample: object) => {
    const body = Buffer.from(JSON.stringify([sample]));
    const topic = `plant/casting/1/strand/v${major}`;
    return read([{ topic, body, receivedAtMs: 1, redelivered: false }])[0];
  };
}

const time = '2026-03-01T00:00:00Z';

it('a major may name tag and value otherwise: its samples are the same rows', async () => {
  const read = await readerWithSecondMajor(
    ['tag: tag', 'tag: name'],
    ['"tag"', '"name"'],
    ['value: value', 'value: v'],
    ['"value"', '"v"'],
  );
  const old = read(1, { caster: '1', tag: 'CS', time, value: 1, quality: 'good' });
  const young = read(2, { caster: '1', name: 'CS', time, v: 1, quality: 'good' });
  expect(old).toMatchObject({ refused: 0, samples: [{ dimensions: ['1'], value: 1 }] });
  expect(young?.samples).toEqual(old?.samples);
});

it('a second major that adds a dimension takes none of the samples of the first', async () => {
  const read = await readerWithSecondMajor(
    ['dimensions: [caster]', 'dimensions: [caster, strand]'],
    ['"caster": {', '"strand": { "type": "integer", "minimum": 1, "maximum": 8 }, "caster": {'],
  );
  expect(read(1, { caster: '1', tag: 'CS', time, value: 1, quality: 'good' })).toMatchObject({
    refused: 0,
    reasons: [],
  });
});
