import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { command as check } from '../../../cli/commands/check.ts';
import { command as exporting } from '../../../cli/commands/export.ts';
import { command as importing } from '../../../cli/commands/import.ts';
import { readSpreadsheet } from '../../../connectors/spreadsheet/read-spreadsheet.ts';
import { writeSpreadsheet } from '../../../connectors/spreadsheet/write-spreadsheet.ts';
import { runCommand } from '../command-run.ts';

const repository = join(import.meta.dirname, '../../..');
let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'exchange-'));
  cpSync(join(repository, 'plant.yaml'), join(cwd, 'plant.yaml'));
  for (const folder of ['products', 'calendars']) {
    try {
      cpSync(join(repository, folder), join(cwd, folder), { recursive: true });
    } catch {
      // Not every plant has calendars of its own.
    }
  }
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const run = (command: typeof exporting, ...args: readonly string[]) =>
  runCommand(command, { cwd }, ...args);
const file = (path: string) => readFileSync(join(cwd, path), 'utf8');

describe('tundish export', () => {
  it('writes a contract to stdout, and what is lost to stderr', async () => {
    const { code, out, errors } = await run(exporting, 'asyncapi', 'heat@1');
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({ asyncapi: '3.1.0', info: { 'x-contract': { id: 'heat' } } });
    expect(errors).toMatch(/Lost in translation[\s\S]*AsyncAPI has no place for service levels/);
  });

  it('writes every contract into a folder', async () => {
    for (const format of ['odcs', 'asyncapi', 'jsonschema', 'xlsx']) {
      const { code, out } = await run(exporting, format, '--all', '-o', format);
      expect(code).toBe(0);
      expect(readdirSync(join(cwd, format)).length).toBeGreaterThanOrEqual(7);
      expect(out).toMatch(/\d+ contracts exported\.\nNext: tundish import /);
    }
  });

  it('writes JSON Schemas that judge messages and rows of views', async () => {
    const { out } = await run(exporting, 'jsonschema', 'heat@1');
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const id = (JSON.parse(out) as { readonly $id: string }).$id;
    ajv.addSchema(JSON.parse(out) as object);
    const message = ajv.getSchema(`${id}:heat`);
    const sample = { source: 's', sequence: 1, chemistry: { c: 101 } };
    expect(message?.(sample)).toBe(false);
    const row = ajv.getSchema(`${id}:row:heat_v1`);
    expect(row?.({})).toBe(false);
    expect(row?.schema).toMatchObject({ 'x-view': 'curated.heat_v1' });
  });

  it('says which files a contract names, since no document carries them along', async () => {
    const { errors } = await run(exporting, 'odcs', 'heat_kpi');
    expect(errors).toMatch(
      /heat_kpi\.sql +schema\[heat_kpi\].* its name +the document carries no other files/,
    );
  });

  it('writes the views that consumers read where they are asked for', async () => {
    const { out } = await run(exporting, 'odcs', 'heat@1', '--views');
    const { schema } = parse(out) as { readonly schema: readonly { readonly name: string }[] };
    expect(schema.map(({ name }) => name)).toContain('heat_v1');
  });

  it.each([
    [['xlsy', 'heat'], "did you mean 'xlsx'?"],
    [['odcs', 'haet'], "did you mean 'heat'?"],
    [['odcs', 'heat@9'], "the contract 'heat' has no major 9"],
    [['xlsx', 'heat'], 'xlsx needs -o <file>'],
    [['odcs', '--all'], '--all needs -o <folder>'],
    [['odcs'], 'expected one contract'],
    [['asyncapi', 'heat', '--views'], '--views belongs to odcs'],
  ])('%j is told what is wrong', async (args, message) => {
    await expect(run(exporting, ...args)).rejects.toThrow(message);
  });
});

describe('tundish import', () => {
  it.each(['odcs', 'xlsx'])(
    'takes back, of an exported contract (%s), what its files say',
    async (format) => {
      const path = `heat.${format === 'odcs' ? 'odcs.yaml' : 'xlsx'}`;
      await run(exporting, format, 'heat@1', '-o', path);
      const folder = 'products/casting/heat';
      const before = file(`${folder}/heat.v1.odcs.yaml`);
      const schema = JSON.parse(file(`${folder}/heat.v1.schema.json`)) as object;
      const { out } = await run(
        importing,
        format,
        path,
        '--force',
        `${folder}/heat.v1.odcs.yaml`,
        '--force',
        `${folder}/heat.v1.schema.json`,
      );
      expect(out).toContain('Nothing is lost in translation.');
      expect(parse(file(`${folder}/heat.v1.odcs.yaml`))).toEqual(parse(before));
      expect(before).not.toContain('# ');
      expect(JSON.parse(file(`${folder}/heat.v1.schema.json`))).toEqual(schema);
      expect((await run(check)).code).toBe(0);
    },
  );

  it('finds the product and the file of a contract that the plant has already', async () => {
    await run(exporting, 'odcs', 'defect_prediction', '-o', 'x.odcs.yaml');
    await expect(run(importing, 'odcs', 'x.odcs.yaml')).rejects.toThrow(
      /--force products\/process-models\/defect_prediction\/defect_prediction\.v1\.odcs\.yaml/,
    );
    const text = file('x.odcs.yaml').replace('id: defect_prediction', 'id: other');
    writeFileSync(join(cwd, 'other.odcs.yaml'), text);
    const { out } = await run(importing, 'odcs', 'other.odcs.yaml', '--product', 'heat');
    expect(out).toContain('Add an output port with contractId: other to products/casting/heat/');
    expect(out).toContain('products/casting/heat/other.v1.odcs.yaml');
  });

  it('takes the edit of a process engineer from a workbook', async () => {
    const contract = join(cwd, 'products/casting/heat/heat.v1.odcs.yaml');
    writeFileSync(contract, `# Ask the melt shop first.\n${readFileSync(contract, 'utf8')}`);
    await run(exporting, 'xlsx', 'heat@1', '-o', 'heat.xlsx');
    const { sheets } = await readSpreadsheet(readFileSync(join(cwd, 'heat.xlsx')));
    const edited = sheets.map((sheet) => {
      if (sheet.name !== 'Fields') return sheet;
      const [header = [], ...rows] = sheet.rows;
      const [name, maximum] = [header.indexOf('Field'), header.indexOf('Maximum')];
      return {
        ...sheet,
        rows: [
          header,
          ...rows.map((row) =>
            row[name] === 'ladle_weight'
              ? row.map((cell, at) => (at === maximum ? 420 : cell))
              : row,
          ),
        ],
      };
    });
    writeFileSync(join(cwd, 'edited.xlsx'), await writeSpreadsheet(edited));
    const schema = JSON.parse(file('products/casting/heat/heat.v1.schema.json')) as {
      readonly properties: { readonly ladle_weight: object };
    };
    const paths = ['odcs.yaml', 'schema.json'].map(
      (ending) => `products/casting/heat/heat.v1.${ending}`,
    );
    const { code, out } = await run(
      importing,
      'xlsx',
      'edited.xlsx',
      ...paths.flatMap((path) => ['--force', path]),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/1 comment +products.casting.heat.heat\.v1\.odcs\.yaml +nothing/);
    expect(out).toContain('Lost in translation (2)');
    expect(out).toContain('the payload schema follows the fields, which were edited');
    const { ladle_weight, ...others } = schema.properties;
    expect(JSON.parse(file('products/casting/heat/heat.v1.schema.json'))).toEqual({
      ...schema,
      properties: { ...others, ladle_weight: { ...ladle_weight, maximum: 420 } },
    });
    expect((await run(check)).code).toBe(0);
  });

  it('drafts a contract of another tool, with its questions and what had no place', async () => {
    writeFileSync(
      join(cwd, 'orders.yaml'),
      `apiVersion: v3.0.2
kind: DataContract
id: 53581432-6c55-4ba2-a65f-72344a91553a
name: Sales Orders
status: production
version: "1.1"
schema:
  - name: Orders
    physicalType: topic
    properties:
      - { name: qty, logicalType: integer, required: true, logicalTypeOptions: { format: i32, minimum: 1 } }
servers:
  - { server: bus, type: kafka, host: "broker:9092" }
`,
    );
    const { code, out } = await run(importing, 'odcs', 'orders.yaml', '--domain', 'casting');
    expect(code).toBe(0);
    for (const row of [
      /status +status +active +a status is proposed/,
      /version +version +1\.1\.0 +versions are semantic/,
      /name +schema\[Orders\]\.name +orders/,
      /format +schema\[Orders\]\.properties\[qty\]\.l.* nothing/,
      /servers +servers +nothing +contracts name no hosts/,
    ])
      expect(out).toMatch(row);
    const folder = 'products/casting/sales_orders';
    expect(out).toContain(`${folder}/sales_orders.v1.odcs.yaml:`);
    expect(out).toMatch(/which topic does it arrive on/);
    expect(JSON.parse(file(`${folder}/orders.v1.schema.json`))).toMatchObject({
      required: ['qty'],
      properties: { qty: { type: 'integer', minimum: 1 } },
    });
    const { out: told } = await run(check, '--format', 'json');
    expect(told).not.toContain('official-schema');
  });

  it.each([
    ['odcs', 'a: b', "is no ODCS contract: 'kind: DataContract' is missing"],
    ['odcs', 'a: &x [*x]', /x\.txt:1:\d+: /],
    ['odcs', 'kind: DataContract\napiVersion: v2.2.2', 'is ODCS v2.2.2; 3.0 to 3.2 are read'],
    ['xlsx', 'a,b', 'the file is no workbook'],
    ['asyncapi', 'asyncapi: 2.6.0', 'is no AsyncAPI 3 document'],
    ['jsonschema', 'type: string', 'describes no records'],
  ])('of %s from %j says what is wrong', async (kind, text, message) => {
    writeFileSync(join(cwd, 'x.txt'), text);
    await expect(run(importing, kind, 'x.txt', '--domain', 'casting')).rejects.toThrow(message);
  });
});

describe('an export beside what is there', () => {
  it('replaces no file that nobody has allowed to be replaced', async () => {
    const contract = 'products/casting/heat/heat.v1.odcs.yaml';
    const before = file(contract);
    const refused = await run(exporting, 'odcs', 'heat', '-o', contract).catch(String);
    expect(refused).toMatch(/heat\.v1\.odcs\.yaml is there already; nothing was written/);
    expect(file(contract)).toBe(before);
    expect((await run(exporting, 'odcs', 'heat', '-o', contract, '--force')).code).toBe(0);
    expect(file(contract)).not.toBe(before);
  });
});
