import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../../cli/commands/diff.ts';
import { runCommand } from '../command-run.ts';
import { changed, gitPlant, plantFiles, removeGitPlants, temporaryFolder } from './git-plant.ts';

afterAll(removeGitPlants);

const before = `apiVersion: v3.1.0
kind: DataContract
id: urn:acme:orders
version: 2.1.0
status: active
servers:
  - { server: warehouse, type: postgres, host: db, database: shop, schema: sales }
schema:
  - name: Orders
    physicalName: orders
    properties:
      - { name: Order No, logicalType: string, required: true, primaryKey: true }
      - name: total
        logicalType: number
        physicalType: "numeric(10,2)"
        logicalTypeOptions: { minimum: 0, maximum: 400 }
      - name: state
        quality: [{ metric: invalidValues, mustBe: 0, arguments: { validValues: [new, paid] } }]
        physicalType: text
      - name: address
        logicalType: object
        properties:
          - { name: city, logicalType: string, required: true }
slaProperties:
  - { property: latency, value: 5, unit: min }
`;

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'before.yaml'), before);
});

function diff(...args: readonly string[]) {
  return runCommand(command, { cwd: folder }, ...args);
}

async function diffWith(find: string, put: string) {
  const text = before.replace(find, put);
  if (find !== '' && text === before) throw new Error(`'${find}' does not stand in the contract`);
  writeFileSync(join(folder, 'after.yaml'), text);
  return diff('before.yaml', 'after.yaml');
}

describe('diff of two contracts of any origin', () => {
  it('has nothing to say of the same', async () => {
    const { code, out } = await diffWith('', '');
    expect(out).toContain('No contract changed.\n');
    expect(code).toBe(0);
  });

  it.each([
    ['a bound that is lower', 'maximum: 400', 'maximum: 300', 'range-changed'],
    ['a bound that is higher', 'maximum: 400', 'maximum: 500', 'range-changed'],
    ['a member of an object that is gone', 'name: city', 'name: town', 'field-removed'],
    ['a key that is gone', ', primaryKey: true', '', 'key-changed'],
    ['a value that a rule allows now', '[new, paid]', '[new, paid, lost]', 'quality-loosened'],
    ['a latency that is worse', 'value: 5, unit: min', 'value: 1, unit: h', 'sla-worsened'],
    ['a table that moved', 'schema: sales', 'schema: shop_sales', 'view-removed'],
    ['a table that was renamed', 'physicalName: orders', 'physicalName: order', 'view-removed'],
    [
      'a column of another physical type',
      'physicalType: text',
      'physicalType: smallint',
      'view-column-type-changed',
    ],
  ])('finds %s', async (_, find, put, rule) => {
    const { code, out } = await diffWith(find, put);
    expect(out).toContain(`error[${rule}]`);
    expect(out).toContain(' --> after.yaml:');
    expect(out).toContain('judged as FULL, in both');
    expect(out).not.toContain('allow once');
    expect(code).toBe(1);
  });

  it.each([
    ['maximum: 400', 'maximum: 300', '/schema/0/properties/1/logicalTypeOptions/maximum'],
    ['logicalType: number', 'logicalType: integer', '/schema/0/properties/1/logicalType'],
    ['schema: sales', 'schema: shop_sales', '/servers/0'],
    ['physicalType: text', 'physicalType: smallint', '/schema/0/properties/2/physicalType'],
  ])('tells %s at the value that changed', async (find, put, pointer) => {
    await diffWith(find, put);
    const { out } = await diff('before.yaml', 'after.yaml', '--format', 'json');
    const findings: readonly { readonly pointer: string }[] = JSON.parse(out).findings;
    expect(findings.map((finding) => finding.pointer)).toContain(pointer);
  });

  it('says where a table went', async () => {
    const { out } = await diffWith('schema: sales', 'schema: shop_sales');
    expect(out).toContain("what was found at 'sales.orders' is found at 'shop_sales.orders' now");
  });

  it('says of two ways to store a number which is which', async () => {
    const { out } = await diffWith('"numeric(10,2)"', 'double precision');
    expect(out).toContain('number (double precision) now, was number (exact');
  });

  it('mends the file that was named', async () => {
    await diffWith('value: 5, unit: min }', 'value: 4, unit: min }');
    const { out } = await diff('before.yaml', 'after.yaml', '--format', 'json');
    expect(JSON.parse(out).findings).toMatchObject([
      { fix: { edits: [{ place: { file: 'after.yaml' } }] } },
    ]);
  });

  it('does not fail for a version that says too little', async () => {
    const { code, out } = await diffWith(
      '- name: address',
      '- { name: note, logicalType: string }\n      - name: address',
    );
    expect(out).toContain('warning[version-bump-missing]');
    expect(code).toBe(0);
  });

  it('takes two files for one contract, whatever their ids and majors are', async () => {
    const { code, out } = await diffWith(
      'id: urn:acme:orders\nversion: 2.1.0',
      'id: orders\nversion: 3.0.0',
    );
    expect(out).toMatch(/orders\.v3 +2\.1\.0 -> 3\.0\.0/);
    expect(code).toBe(0);
  });

  it('tells it as JSON and as Markdown', async () => {
    await diffWith('maximum: 400', 'maximum: 300');
    const json = await diff('before.yaml', 'after.yaml', '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({
      verdict: 'failed',
      contracts: [{ verdict: 'breaking', required: 'major' }],
    });
    const markdown = await diff('before.yaml', 'after.yaml', '--format', 'markdown');
    expect(markdown.out).toContain('## ✖ tundish: 1 breaking change; 1 contract changed');
    expect(markdown.out).not.toContain('tundish waive');
  });

  it('refuses what is no contract', async () => {
    writeFileSync(join(folder, 'other.yaml'), 'a: 1\n');
    await expect(diff('before.yaml', 'other.yaml')).rejects.toThrow(
      'other.yaml is no ODCS contract',
    );
    await expect(diff('before.yaml', 'missing.yaml')).rejects.toThrow('there is no contract file');
    await expect(diff('before.yaml', '.')).rejects.toThrow(/contract file/);
    await expect(diff('before.yaml')).rejects.toThrow('diff needs two');
  });
});

describe('diff of our own', () => {
  const plant = plantFiles();
  const contract = 'products/casting/heat/heat.v1.odcs.yaml';
  const schema = 'products/casting/heat/heat.v1.schema.json';

  it('reads the payload schema beside a contract', { timeout: 60_000 }, async () => {
    const old = gitPlant();
    const now = gitPlant();
    await old.commit(plant);
    await now.commit({
      ...plant,
      ...changed(plant, schema, ['"maxLength": 32', '"maxLength": 8']),
    });
    const { code, out } = await diff(join(old.root, contract), join(now.root, contract));
    expect(out).toContain("error[length-changed]: the length of 'source'");
    expect(out).toContain(`--> ${join(now.root, schema)}:`);
    expect(code).toBe(1);
  });

  it('says of a payload schema that is not beside it what it did not see', async () => {
    const alone = temporaryFolder();
    writeFileSync(join(alone, 'heat.v1.odcs.yaml'), plant[contract] ?? '');
    const file = join(alone, 'heat.v1.odcs.yaml');
    const { code, out } = await diff(file, file);
    expect(out).toContain("The dataset 'heat' of");
    expect(out).toContain('was not compared');
    expect(code).toBe(3);
  });

  it('compares two folders with plants', { timeout: 60_000 }, async () => {
    const old = gitPlant();
    const now = gitPlant();
    await old.commit(plant);
    await now.commit({
      ...plant,
      ...changed(plant, contract, ['value: K }', 'value: "[degF]" }']),
    });
    const { code, out } = await diff(old.root, now.root);
    expect(out).toContain('error[unit-changed]');
    expect(out).toContain('= readers: heat_kpi reads superheat');
    expect(code).toBe(1);
  });
});
