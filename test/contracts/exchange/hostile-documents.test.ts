import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractOfAsyncapi } from '../../../contracts/exchange/asyncapi-exchange.ts';
import { draftContract } from '../../../contracts/exchange/draft-contract.ts';
import { contractOfJsonSchema } from '../../../contracts/exchange/json-schema-exchange.ts';
import { contractOfWorkbook } from '../../../contracts/exchange/workbook/read-workbook.ts';
import { sheetNames } from '../../../contracts/exchange/workbook/sheets.ts';
import type { Cell } from '../../../contracts/exchange/workbook/workbook.ts';
import type { JsonObject } from '../../../contracts/source/json-schema/json-object.ts';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';
import { smallPlant } from '../small-plant.ts';
import { bytesOf, formats, target } from './exchanged.ts';

const cases = join(import.meta.dirname, '../../cases/hostile/contracts');

describe('documents of unknown origin', () => {
  const hostile = readdirSync(cases).flatMap((name) => {
    const { file, find, put } = JSON.parse(readFileSync(join(cases, name), 'utf8')) as {
      readonly file: string;
      readonly find: string | null;
      readonly put: string;
    };
    const text = find === null ? put : smallPlant()[file]?.replace(find, () => put);
    const value =
      text === undefined || !file.endsWith('.odcs.yaml')
        ? undefined
        : parseYaml(file, bytesOf(text)).document?.value;
    return typeof value !== 'object' || value === null || Array.isArray(value)
      ? []
      : [[name, value as JsonObject] as const];
  });

  it('are there', () => expect(hostile.length).toBeGreaterThan(30));

  it.each(hostile)('%s is drafted and written in every format', async (_name, value) => {
    const draft = draftContract(value, target);
    for (const { path } of draft.files)
      expect(path).toMatch(/^products\/casting\/imported\/[a-z0-9_.-]+$/);
    for (const there of Object.values(formats)) await there(draft.whole);
  });

  const keys = fc.constantFrom(
    'schema',
    'name',
    'properties',
    'items',
    'logicalType',
    'physicalType',
    'customProperties',
    'property',
    'value',
    'tundish',
    'class',
    'quality',
    'enum',
    'team',
    'members',
    'description',
    'authoritativeDefinitions',
    'version',
    'status',
    'servers',
    'type',
    'x-contract',
    '$defs',
    'asyncapi',
    'info',
    'channels',
    'messages',
    'payload',
    '$ref',
    'allOf',
    'required',
    'examples',
  );
  const scalar = fc.oneof(
    fc.constantFrom(
      'event',
      'topic',
      'object',
      'array',
      'string',
      '3.0.0',
      '#',
      '#/$defs/a',
      'tundish',
      'kafka',
      '../../etc',
      'x'.repeat(300),
      'A b/ü',
      '[',
      '"',
      'null',
    ),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      scalar,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 7 }),
    ),
  }));
  const object = fc.dictionary(keys, tree ?? scalar, { maxKeys: 12 }) as fc.Arbitrary<JsonObject>;

  it('of any shape are drafted, and their files stay in the product’s folder', () => {
    fc.assert(
      fc.property(object, (document) => {
        for (const { path } of draftContract(document, target).files)
          expect(path).toMatch(/^products\/casting\/imported\/[a-z0-9_.-]+$/);
      }),
      { numRuns: 600, seed: 4 },
    );
  });

  it('of any shape are read as AsyncAPI and as JSON Schema, or told to be none', () => {
    fc.assert(
      fc.property(object, (document) => {
        const asyncapi = { ...document, asyncapi: '3.1.0', info: document.info ?? {} };
        for (const contract of [
          contractOfAsyncapi(asyncapi),
          contractOfJsonSchema(document),
          contractOfJsonSchema({ ...document, 'x-contract': {} }),
        ]) {
          if (contract !== undefined) draftContract(contract, target);
        }
      }),
      { numRuns: 600, seed: 5 },
    );
  });

  it('as workbooks with anything in any cell are read', () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.constantFrom<Cell>(
        null,
        '',
        '{"a":1}',
        '[[',
        '"',
        'null',
        'a.b[].c',
        '[][][]',
        `${'a.'.repeat(2_000)}b`,
        '['.repeat(30_000),
        'Dataset',
        'Field',
        'Property',
        'Value',
        'team.name',
        'team',
        'schema',
        'name',
        '{"__proto__":{"x":1}}',
      ),
      fc.string({ maxLength: 8 }),
      fc.double({ noNaN: true }),
      fc.boolean(),
    );
    const sheet = fc.record({
      name: fc.constantFrom(...Object.values(sheetNames), 'Other'),
      rows: fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(fc.array(sheet, { maxLength: 10 }), (workbook) => {
        const found = contractOfWorkbook(workbook);
        if (found !== undefined) draftContract(found.contract, target);
      }),
      { numRuns: 600, seed: 6 },
    );
  });

  it('with references that double on every level cost little', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 60 }, (_none, index) => [
        `d${index}`,
        { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
      ]),
    );
    const schema = { $ref: '#/$defs/d0', $defs: { ...$defs, d60: { properties: { a: {} } } } };
    const started = performance.now();
    const contract = contractOfJsonSchema(schema);
    expect(contract).toBeDefined();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
