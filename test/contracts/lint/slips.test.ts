import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { exampleFiles } from './mutations/example-files.ts';

const files = exampleFiles();
const heat = 'products/casting/heat/heat.v1.odcs.yaml';
const heatSchema = 'products/casting/heat/heat.v1.schema.json';
const slab = 'products/casting/slab/slab.v1.odcs.yaml';
const meter = 'products/energy/meter/meter.v1.odcs.yaml';
const strandTags = 'products/casting/strand/tags.csv';
const kpi = 'products/casting/heat_kpi/heat_kpi.sql';

type Change = readonly [file: string, from: string, to: string];

/** What the example plant is told with some slips in it. */
async function told(...changes: readonly Change[]): Promise<readonly string[]> {
  const changed = { ...files };
  for (const [file, from, to] of changed === undefined ? [] : changes) {
    const text = String(changed[file]);
    expect(text).toContain(from);
    changed[file] = text.replace(from, to);
  }
  const { findings } = await checkRepository(memoryFiles(changed));
  return findings.map(
    ({ rule, place, hint }) => `${rule} ${place.file.split('/').at(-1)}: ${hint ?? ''}`,
  );
}

describe('one slip is told once, with the way out', () => {
  it.each<readonly [what: string, change: Change, told: string]>([
    [
      'a tab in a contract that others read',
      [heat, '        businessName: Heat number', '\tbusinessName: Heat number'],
      'yaml-syntax heat.v1.odcs.yaml: indent with spaces',
    ],
    [
      'a key that stands twice there',
      [heat, '    businessName: Heat\n', '    businessName: Heat\n    businessName: Other\n'],
      'duplicate-key heat.v1.odcs.yaml: remove one of the two',
    ],
    [
      'a version with a v in front',
      [heat, 'version: 1.2.0', 'version: v1.2.0'],
      'version-agrees heat.v1.odcs.yaml: write three numbers, such as version: 1.2.0',
    ],
    [
      'a version of two numbers',
      [heat, 'version: 1.2.0', 'version: 1.2'],
      'official-schema heat.v1.odcs.yaml: write it in quotes: "1.2.0"',
    ],
    [
      'a misspelled format of a time',
      [heatSchema, '"format": "date-time"', '"format": "datetime"'],
      "format-known heat.v1.schema.json: did you mean 'date-time'?",
    ],
    [
      'a comma too many in a payload schema',
      [heatSchema, '"maxLength": 32\n    },', '"maxLength": 32,\n    },'],
      'json-syntax heat.v1.schema.json: remove the comma',
    ],
    [
      'a derivation of the singular',
      [slab, 'parent: heats.heat_id', 'parent: heat.heat_id'],
      "field-unknown slab.v1.odcs.yaml: did you mean 'heats.heat_id'?",
    ],
    [
      'a file without its checksum',
      [slab, ' sha256: scan.sha256,', ''],
      "value-missing slab.v1.odcs.yaml: add 'sha256'",
    ],
    [
      'a power for an energy',
      [meter, 'code: kW.h', 'code: kW'],
      "unit-fits-quantity meter.v1.odcs.yaml: write a unit such as 'kW.h', or correct the quantity",
    ],
    [
      'a unit of the house in a register',
      [strandTags, 'L/min', 'm³/h'],
      "unit-is-ucum tags.csv: did you mean 'm3/h'?",
    ],
    [
      'a volume of gas without its state',
      [meter, 'quantity: volume, reference: "0 Cel, 1.01325 bar" }', 'quantity: volume }'],
      'reference-state meter.v1.odcs.yaml: add reference: "0 Cel, 1.01325 bar" where it is reduced to a state',
    ],
    [
      'a view without its store',
      [kpi, 'FROM curated.heat_v1 AS h', 'FROM heat_v1 AS h'],
      'sql-reads heat_kpi.sql: write curated.heat_v1 or the like',
    ],
    [
      'a misspelled view',
      [kpi, 'FROM curated.heat_v1 AS h', 'FROM curated.heats_v1 AS h'],
      "sql-reads heat_kpi.sql: did you mean 'curated.heat_v1'?",
    ],
    [
      'a domain that is not that of the folder',
      [heat, 'domain: casting', 'domain: Casting'],
      'domain-differs heat.v1.odcs.yaml: write domain: casting, or remove it',
    ],
    [
      'an id that no port can name',
      [heat, 'id: heat\n', 'id: wärme\n'],
      "value-not-allowed heat.v1.odcs.yaml: write letters without accents, digits, '_' and '-': heat",
    ],
    [
      'a misspelled key of the plant',
      ['plant.yaml', 'topicRoot:', 'topicroot:'],
      "unknown-key plant.yaml: did you mean 'topicRoot'?",
    ],
  ])('%s', async (_, change, expected) => {
    expect(await told(change)).toEqual([expected]);
  });

  it('a register with semicolons', async () => {
    const text = String(files[strandTags]).replaceAll(',', ';');
    const { findings } = await checkRepository(memoryFiles({ ...files, [strandTags]: text }));
    expect(findings).toMatchObject([
      { rule: 'csv-syntax', hint: 'separate them by commas, and write decimals with a point' },
    ]);
  });

  it.each([
    [heat, 'products/casting/heat/heat.v1.odcs.yml'],
    ['products/casting/heat/product.odps.yaml', 'products/casting/heat/product.odps.yml'],
    ['plant.yaml', 'plant.yml'],
  ])('a file that is nearly called as %s', async (right, wrong) => {
    const { [right]: text = '', ...others } = files;
    const { findings } = await checkRepository(memoryFiles({ ...others, [wrong]: text }));
    expect(findings.filter(({ rule }) => rule === 'file-misnamed')).toMatchObject([
      { place: { file: wrong }, hint: `rename it to ${right}` },
    ]);
  });
});

describe('slips do not hide each other', () => {
  it('in profile, path and types', async () => {
    const lines = await told(
      [heat, 'skew: PT5M', 'skew: 5min'],
      [heat, 'eventKey: [source, sequence]', 'eventKey: [source, sequenz]'],
      [heatSchema, '"type": "integer"', '"type": "interger"'],
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'field-unknown',
      'duration-refused',
      'schema-keyword-valid',
    ]);
    expect(lines.at(-1)).toBe("schema-keyword-valid heat.v1.schema.json: did you mean 'integer'?");
  });

  it('in profile and the name of the payload schema', async () => {
    const lines = await told(
      [heat, 'skew: PT5M', 'skew: 5min'],
      [heat, './heat.v1.schema.json', './heat.v1.shema.json'],
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['file-missing', 'duration-refused']);
  });
});
