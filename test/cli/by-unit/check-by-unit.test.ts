import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkByUnit } from '../../../cli/by-unit/check-by-unit.ts';
import { checkRepository } from '../../../cli/check-repository.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { rememberIn } from '../../../contracts/source/remembered.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { processPlant } from '../../contracts/model/process-plant.ts';
import { changedMesh } from '../../support/meshes/changed-mesh.ts';
import { syntheticMesh } from '../../support/meshes/synthetic-mesh.ts';
import { type RandomSource, randomSource } from '../../support/records/random-source.ts';

type Files = Readonly<Record<string, string>>;

/** Streams, computed datasets, majors, and of each other kind of file one. */
const plant: Files = {
  ...syntheticMesh(16, 11),
  ...Object.fromEntries(Object.entries(processPlant()).filter(([path]) => path !== 'plant.yaml')),
  'plant.yaml': processPlant()['plant.yaml'] ?? '',
};

let asked: Map<string, number>;
beforeEach(() => {
  const known = new Map<string, string>();
  asked = new Map();
  const keyOf = (kind: string, input: string | Uint8Array) =>
    `${kind}\0${typeof input === 'string' ? input : Buffer.from(input).toString('latin1')}`;
  rememberIn({
    recall(kind, input) {
      const text = known.get(keyOf(kind, input));
      return text === undefined ? undefined : JSON.parse(text);
    },
    keep(kind, input, result) {
      const first = kind.split(' ')[0] ?? '';
      asked.set(first, (asked.get(first) ?? 0) + 1);
      known.set(keyOf(kind, input), JSON.stringify(result));
    },
  });
});
afterEach(() => rememberIn(undefined));

const whole = async (files: Files): Promise<readonly Finding[]> =>
  (await checkRepository(memoryFiles(files))).findings;
const byUnit = async (files: Files): Promise<readonly Finding[]> =>
  (await checkByUnit(memoryFiles(files))).findings;

/** Everything that one part of a plant can do to another, and slips that do nothing. */
const edits: Readonly<
  Record<string, (text: string, random: RandomSource, other: string) => string>
> = {
  'a line less': (text, random) => {
    const lines = text.split('\n');
    lines.splice(random.whole(0, lines.length - 1), 1);
    return lines.join('\n');
  },
  'a line twice': (text, random) => {
    const lines = text.split('\n');
    const at = random.whole(0, lines.length - 1);
    lines.splice(at, 0, lines[at] ?? '');
    return lines.join('\n');
  },
  'a character': (text, random) => {
    const at = random.whole(0, text.length);
    return `${text.slice(0, at)}${random.pick(['x', ' ', '"', '\n', ': ', '_v1', '{', '0'])}${text.slice(at + 1)}`;
  },
  'another version': (text) => text.replace(/version: (\d)\.\d+/, 'version: $1.77'),
  'another status': (text) => text.replace('status: active', 'status: deprecated'),
  'another id': (text) => text.replace(/^id: (\w+)/m, 'id: $1x'),
  'the name of another': (text, _random, other) => {
    const name = /^ {2}- name: (\w+)/m.exec(other)?.[1] ?? 'heat';
    return text.replace(/^( {2}- name:) \w+/m, `$1 ${name}`);
  },
  'the topic of another': (text, _random, other) => {
    const topic = /topic: (\S+)/.exec(other)?.[1] ?? 'plant/x/y/v1';
    return text.replace(/topic: \S+/, `topic: ${topic}`);
  },
  'a topic in capitals': (text) =>
    text.replace(
      /topic: (\S+)/,
      (_, topic: string) => `topic: ${topic.replace(/\/(\w)/, (all) => all.toUpperCase())}`,
    ),
  'another identifier': (text) =>
    text.replace(/identifier, value: (\w+)/, 'identifier, value: $1s'),
  'another type': (text) => text.replace('"type": "string"', '"type": "integer"'),
  'another unit': (text) => text.replace(/value: "?(mm|t|kN|%)"?/, 'value: "m"'),
  'another view': (text) => text.replace(/\b(curated|metrics|business)\.(\w+?)_v1/, '$1.$2_v2'),
  'no classification': (text) => text.replaceAll(/classification: \w+/g, ''),
  'a personal member': (text) =>
    text.replace('classification: internal', 'classification: personal'),
};

function edited(files: Files, random: RandomSource): Record<string, string> {
  const paths = Object.keys(files);
  const path = random.pick(paths);
  const other = files[random.pick(paths)] ?? '';
  const { [path]: text = '', ...rest } = files;
  const kind = random.whole(0, 9);
  if (kind === 0) return rest;
  if (kind === 1) return { ...files, [path.replace(/(\w+)\/([^/]+)$/, '$1x/$2')]: text };
  const name = random.pick(Object.keys(edits));
  return { ...files, [path]: edits[name]?.(text, random, other) ?? text };
}

describe('a check by units', () => {
  it('says what a check of the whole says, after any changes', async () => {
    const random = randomSource(5);
    for (let round = 0; round < 50; round += 1) {
      let files: Record<string, string> = { ...plant };
      for (let step = 0; step < 4; step += 1) {
        files = edited(files, random);
        expect(await byUnit(files), `round ${round}, step ${step}`).toEqual(await whole(files));
      }
    }
  }, 300_000);

  it('judges what has changed and what hangs together with it, however large the plant is', async () => {
    const counts: number[] = [];
    for (const size of [60, 120]) {
      const mesh = syntheticMesh(size, 2);
      await byUnit(mesh);
      asked.clear();
      await byUnit(changedMesh(mesh, 5, 9));
      expect(asked.get('facts')).toBeLessThanOrEqual(5);
      counts.push(asked.get('findings') ?? 0);
    }
    for (const count of counts) {
      expect(count).toBeGreaterThanOrEqual(4);
      expect(count).toBeLessThanOrEqual(20);
    }
  }, 60_000);

  it('sees files that lie outside of the product, and folders that it climbs to', async () => {
    const path =
      Object.keys(plant).find((each) => /station_\d+\.v1\.schema\.json$/.test(each)) ?? '';
    const shared = 'products/shared/mass.schema.json';
    const schema = (plant[path] ?? '').replace(
      '"#/$defs/mass_fraction"',
      '"../../shared/mass.schema.json"',
    );
    const files = { ...plant, [path]: schema, [shared]: '{ "type": "number", "minimum": 0 }' };
    for (const text of [
      '{ "type": "number", "minimum": 0 }',
      '{ "type": "string" }',
      '{',
      undefined,
    ]) {
      const { [shared]: _gone, ...rest } = files;
      const next = text === undefined ? rest : { ...files, [shared]: text };
      expect(await byUnit(next)).toEqual(await whole(next));
    }
  }, 60_000);
});
