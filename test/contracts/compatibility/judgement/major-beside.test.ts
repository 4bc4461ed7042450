import { describe, expect, it } from 'vitest';
import { planProblems } from '../../../../contracts/plan/plan-problems.ts';
import { processPlant } from '../../model/process-plant.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited, type Texts, versionOf } from '../change/compared-plants.ts';
import { heat, heatSchema, judgedFiles, promising } from './judged-plants.ts';

const files: Texts = { ...smallPlant(), ...processPlant() };
const strand = 'products/casting/strand/strand.v1.odcs.yaml';
const strandSchema = 'products/casting/strand/strand.v1.schema.json';
const tags = 'products/casting/strand/tags.csv';
const slab = 'products/casting/slab/slab.v1.odcs.yaml';

async function hintFor(rule: string, after: Texts, before: Texts = files): Promise<string> {
  const { findings } = await judgedFiles(before, after);
  const found = findings.filter((finding) => finding.rule === rule);
  if (found.length !== 1) throw new Error(findings.map((each) => each.rule).join());
  return found[0]?.hint ?? '';
}

const appended = [
  'change: revise',
  '          revision: revision\n',
  '          cancelled: { field: status, equals: cancelled }\n',
].reduce((of, line) => edited(of, heat, line, line.startsWith(' ') ? '' : 'change: append'), files);
const inKilograms = edited(files, heat, 'value: t }', 'value: kg }');

describe('the other major that a break is told of', () => {
  it('gives another unit a column of its own, whose name the hint says', async () => {
    expect(await hintFor('unit-changed', inKilograms)).toBe(
      'keep t, or publish heat.v2.odcs.yaml beside it, with physicalName: weight_v2 on the field, and say until when v1 stays',
    );
    const percent = edited(files, heat, 'value: "%" }', 'value: "[ppm]" }');
    expect(await hintFor('unit-changed', percent)).toMatch(/physicalName: chemistry_c_v2 on/);
  });

  it('does so for another type, named within the row of an element', async () => {
    const text = edited(
      edited(
        files,
        heat,
        'name: temperature, logicalType: number',
        'name: temperature, logicalType: string',
      ),
      heatSchema,
      '"temperature": { "type": "number" }',
      '"temperature": { "type": "string" }',
    );
    expect(await hintFor('type-changed', text)).toMatch(/with physicalName: temperature_v2 on/);
  });

  it('gives a key of another type another name, as it has one column only', async () => {
    const numbered = edited(
      files,
      heatSchema,
      '{ "type": "string", "pattern": "^[0-9]{6}$" }',
      '{ "type": "integer" }',
    );
    const whole = edited(
      numbered,
      heat,
      'name: heat_id\n        logicalType: string',
      'name: heat_id\n        logicalType: integer',
    );
    expect(await hintFor('type-changed', whole)).toMatch(/beside it, where 'heat_id' has another/);
  });

  it('gives the dataset another name where rows of both cannot stand in one table', async () => {
    expect(await hintFor('append-to-revise', appended)).toMatch(
      /, or publish heat.v2.odcs.yaml beside it, where 'heat' has another name, and say/,
    );
    const finer = edited(files, strand, 'dimensions: [caster]', 'dimensions: [caster, quality]');
    expect(await hintFor('series-changed', finer)).toMatch(/where 'strand' has another name/);
    const words = edited(
      files,
      strandSchema,
      '"value": { "type": "number" }',
      '"value": { "type": "integer" }',
    );
    expect(await hintFor('type-changed', words)).toMatch(/where 'strand' has another name/);
  });

  it('gives a personal member that is treated otherwise another name', async () => {
    const encrypted = edited(files, slab, 'value: pseudonymise', 'value: encrypt');
    expect(await hintFor('treatment-changed', encrypted)).toMatch(
      /keep pseudonymise, or publish slab.v2.odcs.yaml beside it, where '\w+' has another name/,
    );
  });

  it('is not told of where all majors have one register, or the column is what changed', async () => {
    const perSecond = edited(files, tags, 'm/min', 'm/s');
    expect(await hintFor('tag-unit-changed', perSecond)).toBe(
      'keep m/min, or give the new unit a tag of its own',
    );
    const moved = edited(
      files,
      heat,
      'name: weight\n',
      'name: weight\n        physicalName: steel\n',
    );
    expect(await hintFor('column-moved', moved)).toBe('leave physicalName out');
  });

  it('is the first that is free', async () => {
    const two = withSecond(files, (text) => text);
    const after = edited(two, heat, 'heat_reader, access: read', 'heat_clerk, access: read');
    expect(await hintFor('role-removed', after, two)).toMatch(/publish heat.v3.odcs.yaml beside/);
  });

  it('is accepted by the plan as it is told, and refused without what is told', async () => {
    const named = (text: string) =>
      text.replace('name: weight\n', 'name: weight\n        physicalName: weight_v2\n');
    expect(await problems(withSecond(files, named, inKilograms))).toEqual([]);
    expect(await problems(withSecond(files, (text) => text, inKilograms))).toEqual([
      'column-type-differs-between-majors',
    ]);
    const renamed = (text: string) => text.replace('  - name: heat\n', '  - name: heat_report\n');
    expect(await problems(withSecond(files, renamed, appended))).toEqual([]);
    expect(await problems(withSecond(files, (text) => text, appended))).toEqual([
      'change-differs-between-majors',
    ]);
  });
});

describe('a field whose column is named otherwise', () => {
  const moved = edited(
    files,
    heat,
    'name: weight\n',
    'name: weight\n        physicalName: steel\n',
  );

  it('shows nothing of what came before, and is refused', async () => {
    const { findings, contracts } = await judgedFiles(files, moved);
    expect(findings).toMatchObject([
      {
        rule: 'column-moved',
        severity: 'error',
        message:
          "the values of 'weight' are in the column 'steel' now, were in the column of its name; what came before is not seen any more",
        subject: 'heat.v1/heat.weight',
      },
    ]);
    expect(contracts).toMatchObject([{ verdict: 'breaking', required: 'major' }]);
    expect(await hintFor('column-moved', files, moved)).toBe('keep physicalName: steel');
  });

  it('is told with the unit that came with it, once', async () => {
    const both = edited(moved, heat, 'value: t }', 'value: kg }');
    const { findings } = await judgedFiles(files, both);
    expect(findings.map(({ rule }) => rule)).toEqual(['unit-changed']);
    expect(findings[0]?.evidence).toContainEqual({
      label: 'with it',
      text: expect.stringMatching(/^the values of weight are in the column steel now/),
    });
  });

  it('is nobody’s concern where nothing is promised', async () => {
    const [before, after] = [promising('NONE', files), promising('NONE', moved)];
    const { findings } = await judgedFiles(before, after);
    expect(findings.find(({ rule }) => rule === 'column-moved')?.severity).toBe('warning');
  });
});

/** Heat 2 beside heat 1: the contract of `like`, with `change` made in it. */
function withSecond(of: Texts, change: (text: string) => string, like: Texts = of): Texts {
  const text = (like[heat] ?? '')
    .replace('version: 1.0.0', 'version: 2.0.0')
    .replace('/heat/v1', '/heat/v2')
    .replace('./heat.v1', './heat.v2');
  return {
    ...of,
    [heat.replace('.v1.', '.v2.')]: change(text),
    [heatSchema.replace('.v1.', '.v2.')]: like[heatSchema] ?? '',
  };
}

async function problems(of: Texts): Promise<readonly string[]> {
  const { plant } = await versionOf(of);
  return planProblems(plant)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);
}
