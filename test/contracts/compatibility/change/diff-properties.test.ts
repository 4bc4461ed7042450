import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diskFiles } from '../../../../connectors/repository/disk-files.ts';
import { diffPlants } from '../../../../contracts/compatibility/change/diff-plants.ts';
import { withLibraries } from '../../../../contracts/source/on-demand.ts';
import { processPlant } from '../../model/process-plant.ts';
import { filesOf, pairSpec } from '../../random-majors.ts';
import { smallPlant } from '../../small-plant.ts';
import { diffOf, type Texts, versionOf } from './compared-plants.ts';

const root = join(import.meta.dirname, '../../../..');

describe('two plants that say the same differ in nothing', () => {
  test.each(['.', 'test/plants/small', 'test/plants/conformance'])('%s', async (folder) => {
    const files = await diskFiles(join(root, folder));
    expect(await diffOf(files, files)).toEqual([]);
  });

  test('random majors beside each other', async () => {
    const property = fc.asyncProperty(
      fc.array(pairSpec, { minLength: 1, maxLength: 2 }),
      async (pairs) => {
        expect(await diffOf(filesOf(pairs, [1, 2]), filesOf(pairs, [1, 2]))).toEqual([]);
      },
    );
    await fc.assert(property, { seed: 5, numRuns: 15 });
  });

  test('files with other lines, order of keys and names', async () => {
    const before = { ...smallPlant(), ...processPlant() };
    const moved = Object.fromEntries(
      Object.entries(before).map(([path, text]) => [
        path
          .replace('kpi.sql', 'key_figures.sql')
          .replace('heat.v1.schema', 'heat_message.v1.schema'),
        (path.endsWith('.yaml') ? `# A remark.\n\n${text}` : text)
          .replace('transform: kpi.sql', 'transform: key_figures.sql')
          .replace('./heat.v1.schema.json', './heat_message.v1.schema.json'),
      ]),
    );
    expect(await diffOf(before, moved)).toEqual([]);
  });
});

test('a product in another domain has moved and is otherwise the same', async () => {
  const before = { ...smallPlant(), ...processPlant() };
  const text = (path: string, content: string) =>
    path.endsWith('heat/product.odps.yaml')
      ? content.replace('domain: casting', 'domain: rolling')
      : content;
  const after = Object.fromEntries(
    Object.entries(before).map(([path, content]) => [
      path.replace('products/casting/heat/', 'products/rolling/heat/'),
      text(path, content),
    ]),
  );
  const facts = await diffOf(before, after);
  expect(facts.map(({ kind }) => kind)).toEqual(['product-moved']);
  expect(facts[0]).toMatchObject({ before: 'casting', after: 'rolling', pointer: '/domain' });
});

/** A small change of one text that keeps the plant sound. */
interface Edit {
  readonly name: string;
  readonly file: RegExp;
  readonly find: RegExp;
  readonly put: (found: string, number: number) => string;
}

const edits: readonly Edit[] = [
  {
    name: 'a bound',
    file: /schema\.json$/,
    find: /"minimum": 0\b/g,
    put: (_, n) => `"minimum": -${n + 1}`,
  },
  {
    name: 'a length',
    file: /schema\.json$/,
    find: /"maxLength": \d+/g,
    put: (_, n) => `"maxLength": ${500 + n}`,
  },
  { name: 'a pattern', file: /schema\.json$/, find: /\{6\}\$/g, put: (_, n) => `{${7 + n}}$` },
  {
    name: 'a new member',
    file: /schema\.json$/,
    find: /"properties": \{/g,
    put: (found, n) => `${found} "extra_${n}": { "type": "boolean" },`,
  },
  {
    name: 'a member as text',
    file: /schema\.json$/,
    find: /\{ "type": "integer" \}/g,
    put: () => '{ "type": "string" }',
  },
  {
    name: 'a description',
    file: /schema\.json$/,
    find: /"type": "number"/g,
    put: (found, n) => `${found}, "description": "Words ${n}."`,
  },
  {
    name: 'a limit of a multiple',
    file: /schema\.json$/,
    find: /"type": "number"/g,
    put: (found, n) => `${found}, "multipleOf": 0.${n + 1}`,
  },
  {
    name: 'a remark of the schema',
    file: /schema\.json$/,
    find: /^\{/g,
    put: (found, n) => `${found} "$comment": "Note ${n}.",`,
  },
  {
    name: 'a unit',
    file: /odcs\.yaml$/,
    find: /property: unit, value: "?(t|%|m)"?/g,
    put: () => 'property: unit, value: g/kg',
  },
  {
    name: 'a version',
    file: /odcs\.yaml$/,
    find: /version: 1\.0\.0/g,
    put: (_, n) => `version: 1.${n + 1}.0`,
  },
  {
    name: 'a status',
    file: /odcs\.yaml$/,
    find: /status: active/g,
    put: () => 'status: deprecated',
  },
  {
    name: 'servers',
    file: /odcs\.yaml$/,
    find: /status: active/g,
    put: (found, n) => `${found}\nservers: [{ server: s${n}, type: postgres }]`,
  },
  {
    name: 'a service level',
    file: /odcs\.yaml$/,
    find: /value: (5|60), unit: min/g,
    put: (_, n) => `value: ${7 + n}, unit: min`,
  },
  {
    name: 'a topic',
    file: /odcs\.yaml$/,
    find: /topic: plant\/casting\/\{caster\}/g,
    put: (_, n) => `topic: plant/casting${n}/{caster}`,
  },
  {
    name: 'a sampling',
    file: /odcs\.yaml$/,
    find: /sampling: PT1S/g,
    put: (_, n) => `sampling: PT${n + 2}S`,
  },
  { name: 'a tag', file: /tags\.csv$/, find: /,2\.5,/g, put: (_, n) => `,2.${n},` },
  { name: 'a file', file: /surface\.csv$/, find: /S2/g, put: (_, n) => `S${n + 3}` },
  { name: 'a shift', file: /plant\.yaml$/, find: /"14:00"/g, put: (_, n) => `"1${n % 10}:30"` },
  { name: 'an owner', file: /odps\.yaml$/, find: /a\.ivanov/g, put: (_, n) => `a.b${n}` },
  { name: 'a transform', file: /\.sql$/, find: /count\(\*\)/g, put: (_, n) => `count(*) + ${n}` },
];

test('every single edit is a fact, and the same one each time', async () => {
  const base: Texts = { ...smallPlant(), ...processPlant() };
  const places = edits.flatMap((edit) =>
    Object.entries(base).flatMap(([file, text]) =>
      edit.file.test(file)
        ? [...text.matchAll(edit.find)].map((match) => ({ edit, file, text, match }))
        : [],
    ),
  );
  expect(new Set(places.map(({ edit }) => edit.name)).size).toBe(edits.length);
  const drawn = fc.record({ place: fc.constantFrom(...places), number: fc.nat(8) });
  const property = fc.asyncProperty(
    drawn,
    async ({ place: { edit, file, text, match }, number }) => {
      const after =
        text.slice(0, match.index) +
        edit.put(match[0], number) +
        text.slice(match.index + match[0].length);
      const [previous, current] = [
        await versionOf(base),
        await versionOf({ ...base, [file]: after }),
      ];
      const facts = await withLibraries(() => diffPlants(previous, current));
      expect(facts.length).toBeGreaterThan(0);
      expect(await withLibraries(() => diffPlants(previous, current))).toEqual(facts);
      const back = await withLibraries(() => diffPlants(current, previous));
      expect(back.length).toBeGreaterThan(0);
      for (const { place } of facts) expect(Object.keys({ ...base })).toContain(place.file);
    },
  );
  const examples = edits.flatMap(
    ({ name }): [{ place: (typeof places)[number]; number: number }][] => {
      const place = places.find(({ edit }) => edit.name === name);
      return place === undefined ? [] : [[{ place, number: 1 }]];
    },
  );
  await fc.assert(property, { seed: 5, examples, numRuns: examples.length + 30 });
}, 120_000);
