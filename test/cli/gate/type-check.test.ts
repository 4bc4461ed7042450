import { afterAll, describe, expect, it } from 'vitest';
import { typeCheckTransforms } from '../../../cli/gate/type-check.ts';
import type { PlantVersion } from '../../../contracts/compatibility/change/plant-version.ts';
import type { Finding } from '../../../contracts/finding.ts';
import { planWithTrouble } from '../../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { rememberIn } from '../../../contracts/source/remembered.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { caseFiles } from '../../contracts/lint/case-files.ts';
import { processDatabase } from '../../support/process-database.ts';
import { repositoryPlant, type TextChange } from '../../support/repository-plant.ts';

const database = processDatabase();
afterAll(() => database.close());

const schema = 'products/casting/heat/heat.v1.schema.json';
const odcs = 'products/casting/heat/heat.v1.odcs.yaml';
const kpi = 'products/casting/heat_kpi/heat_kpi.sql';

/** What a pull request's check says beside the state before it. */
async function found(...changes: readonly TextChange[]): Promise<readonly Finding[]> {
  return typeCheckTransforms(
    await repositoryPlant(),
    await repositoryPlant(changes),
    database.open,
  );
}

function told({ rule, place, message, hint }: Finding) {
  return { rule, at: `${place.file}:${place.line}:${place.column}`, message, hint };
}

const renamed: readonly TextChange[] = [
  { file: schema, find: '"grade"', put: '"steel_grade"' },
  { file: odcs, find: 'name: grade', put: 'name: steel_grade' },
];

describe('the check of transforms in the process', () => {
  it('finds nothing in the products of this repository', async () => {
    const plant = await repositoryPlant();
    // Without a database of the test: as the command line does it.
    expect(await typeCheckTransforms(undefined, plant)).toEqual([]);
  }, 120_000);

  it('starts no database where nothing that a transform reads differs', async () => {
    const before = database.opened();
    expect(await found({ file: odcs, find: 'Steel grade', put: 'Grade of steel' })).toEqual([]);
    expect(database.opened()).toBe(before);
  }, 120_000);

  it('does not ask again what PostgreSQL said of the same SQL over the same columns', async () => {
    const known = new Map<string, string>();
    rememberIn({
      recall: (kind, input) => {
        const text = known.get(`${kind} ${String(input)}`);
        return text === undefined ? undefined : JSON.parse(text);
      },
      keep: (kind, input, result) => {
        known.set(`${kind} ${String(input)}`, JSON.stringify(result));
      },
    });
    try {
      const [previous, current] = [await repositoryPlant(), await repositoryPlant(renamed)];
      const first = await typeCheckTransforms(previous, current, database.open);
      const before = database.opened();
      expect(await typeCheckTransforms(previous, current, database.open)).toEqual(first);
      expect(first).toHaveLength(1);
      expect(database.opened()).toBe(before);
    } finally {
      rememberIn(undefined);
    }
  }, 120_000);

  it("tells in the consumer's SQL what a producer's pull request takes away, and where it does", async () => {
    const [finding, ...others] = await found(...renamed);
    expect(others).toEqual([]);
    if (finding === undefined) throw new Error('nothing was found');
    expect(told(finding)).toEqual({
      rule: 'transform-type-checks',
      at: `${kpi}:28:3`,
      message: "curated.heat_v1 no longer has grade, and the transform of 'heat_kpi' reads it",
      hint: `this pull request removes it in ${schema}:70: read steel_grade instead, or keep grade there and publish the next major beside it`,
    });
    expect(finding.affects).toMatchObject([
      {
        product: 'heat_kpi',
        domain: 'casting',
        columns: ['grade'],
        team: 'casting-data',
        contact: 'https://chat.lindwerk.example/casting-data',
        by: 'transform',
        place: { file: kpi, line: 28 },
      },
    ]);
  }, 120_000);

  it('tells each column that is gone once', async () => {
    const findings = await found(
      ...renamed,
      { file: schema, find: '"liquidus_temperature"', put: '"liquidus"' },
      { file: odcs, find: 'name: liquidus_temperature', put: 'name: liquidus' },
    );
    expect(findings.map((each) => each.message)).toEqual([
      "curated.heat_v1 no longer has grade, and the transform of 'heat_kpi' reads it",
      "curated.heat_v1 no longer has liquidus_temperature, and the transform of 'heat_kpi' reads it",
    ]);
  }, 120_000);

  it('tells of the transform that ends the database, and goes on', async () => {
    const deep = `'${'['.repeat(20_000)}${']'.repeat(20_000)}'::jsonb AS grade,`;
    const findings = await typeCheckTransforms(
      undefined,
      await repositoryPlant([
        { file: kpi, find: 'h.grade,\n  h.cast_start', put: `${deep}\n  h.cast_start` },
      ]),
    );
    expect(findings).toMatchObject([
      {
        rule: 'transform-type-checks',
        place: { file: kpi },
        message: expect.stringContaining(
          "PostgreSQL refuses the transform of 'heat_kpi': it gives up (",
        ),
        hint: expect.stringContaining('nested very deep'),
      },
    ]);
  }, 120_000);

  it('tells that a whole view is gone', async () => {
    const findings = await found({ file: schema, find: '"samples"', put: '"measurements"' });
    expect(findings.map((each) => each.message)).toContain(
      "curated.heat_samples_v1 is no longer there, and the transform of 'heat_kpi' reads it",
    );
  }, 120_000);

  it('tells which type changed where PostgreSQL refuses what is made of it', async () => {
    const [finding, ...others] = await found({
      file: schema,
      find: '"type": "integer",\n      "minimum": 1,\n      "maximum": 8',
      put: '"type": "string"',
    });
    expect(others).toEqual([]);
    if (finding === undefined) throw new Error('nothing was found');
    expect(told(finding)).toEqual({
      rule: 'transform-type-checks',
      at: `${kpi}:62:8`,
      message:
        "PostgreSQL refuses the transform of 'heat_kpi': function generate_series(integer, text) does not exist",
      hint: `this pull request changes the type of curated.heat_v1.strands in ${schema}:58: convert it in the SELECT, or keep the type there and publish the next major beside it`,
    });
    expect(finding.evidence).toEqual([
      {
        label: 'changed by this pull request',
        text: `curated.heat_v1.strands is text now, was bigint (${schema}:58)`,
      },
    ]);
  }, 120_000);

  it('tells a result of another type than the contract says, at the column', async () => {
    const findings = await found({
      file: kpi,
      find: 'h.grade,\n  h.cast_start',
      put: 'h.cast_end AS grade,\n  h.cast_start',
    });
    expect(findings.map(told)).toMatchObject([
      {
        rule: 'transform-type-checks',
        at: `${kpi}:28:3`,
        message: expect.stringContaining(
          "the transform of 'heat_kpi': the result column grade is timestamp with time zone, products/casting/heat_kpi/heat_kpi.v1.odcs.yaml says text",
        ),
      },
    ]);
  }, 120_000);

  it('tells that a required column can be NULL since the producer made its own optional', async () => {
    const [finding, ...others] = await found({
      file: schema,
      find: '    "cast_start",\n',
      put: '',
    });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'transform-may-be-null',
      severity: 'error',
      place: { file: kpi, line: 29, column: 3 },
      subject: 'heat_kpi.v1/heat_kpi.cast_start',
      message:
        "'cast_start' of 'heat_kpi' is required, and comes from curated.heat_v1.cast_start, which may be NULL",
      evidence: [{ text: `curated.heat_v1.cast_start may be NULL now (${schema}:75)` }],
    });
  }, 120_000);

  it('only warns where an outer join alone is the reason', async () => {
    const findings = await found({
      file: kpi,
      find: '  h.caster,',
      put: '  d.day::text AS caster,',
    });
    expect(findings.filter(({ rule }) => rule === 'transform-may-be-null')).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining(
          "'caster' of 'heat_kpi' is required, and comes from d.day,",
        ),
      },
    ]);
  }, 120_000);

  it('tells a changed_by that names what is gone', async () => {
    const findings = await found(
      { file: schema, find: '"heat_id"', put: '"heat_number"' },
      { file: odcs, find: 'heat_id', put: 'heat_number' },
    );
    const files = new Set(findings.map(({ place }) => place.file));
    expect(files).toContain(kpi);
    expect(findings.map((each) => each.message)).toContain(
      "curated.heat_v1 no longer has heat_id, and the transform of 'heat_kpi' reads it",
    );
  }, 120_000);

  it('tells a changed_by whose column is gone, at the contract that says it', async () => {
    const files = caseFiles('');
    const schemaFile = 'products/casting/heat/heat.v1.schema.json';
    const contract = 'products/casting/heat_kpi/heat_kpi.v1.odcs.yaml';
    const watched = {
      ...files,
      [contract]: (files[contract] ?? '').replace(
        'curated.heat_v1: [heat_id]',
        'curated.heat_v1: SELECT c.heat_id FROM changed AS c WHERE c.source IS NOT NULL',
      ),
    };
    const without = {
      ...watched,
      [schemaFile]: (files[schemaFile] ?? '').replaceAll('"source"', '"sender"'),
      'products/casting/heat/heat.v1.odcs.yaml': (
        files['products/casting/heat/heat.v1.odcs.yaml'] ?? ''
      ).replace('[source, sequence]', '[sender, sequence]'),
    };
    const findings = await typeCheckTransforms(
      await plantOf(watched),
      await plantOf(without),
      database.open,
    );
    expect(findings.map(({ message, place, hint }) => [message, place.file, hint])).toEqual([
      [
        "curated.heat_v1 no longer has source, and the transform of 'heat_kpi' reads it",
        contract,
        expect.stringContaining(`this pull request removes it in ${schemaFile}:`),
      ],
    ]);
  }, 120_000);
});

async function plantOf(files: Readonly<Record<string, string>>): Promise<PlantVersion> {
  const { plant, findings } = await readPlant(memoryFiles(files));
  if (plant === undefined) throw new Error(JSON.stringify(findings));
  return { plant, plan: planWithTrouble(plant, (name) => ({ name, sha256: '' })).plan };
}
