import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../contracts/finding.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant, smallPlantWith } from './small-plant.ts';

const folder = new URL('../cases/hostile/contracts/', import.meta.url);

/** One change to the small plant (`find` null: the whole file) and the finding that refuses it. */
interface Case {
  readonly file: string;
  readonly find: string | null;
  readonly put: string;
  readonly rule: string;
  /** A part of the message: the thing that it names. */
  readonly says: string;
}

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name): readonly [string, Case] => [
    name.replace('.json', ''),
    JSON.parse(readFileSync(new URL(name, folder), 'utf8')),
  ]);

const longestMs = 1_000;

/** Messages and hints are clauses: no capital at the start, no full stop, no double-quoted word. */
const sentence = /^(?!PostgreSQL)[A-Z][a-z]+ |\.$|^"/;

/** Measured in processor time, which does not depend on what else the machine does. */
async function refusalOf(
  files: Record<string, string | Uint8Array>,
  rule: string,
  says = '',
): Promise<Finding> {
  const start = process.cpuUsage();
  const { findings } = await readPlant(memoryFiles(files));
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1_000;
  for (const { message, hint = '' } of findings) {
    for (const text of [message, hint]) expect(text).not.toMatch(sentence);
  }
  const found = findings.find(
    (finding) =>
      finding.rule === rule && finding.severity === 'error' && finding.message.includes(says),
  );
  if (found === undefined) {
    const told = findings.map((finding) => `${finding.rule}: ${finding.message}`);
    throw new Error(`Not refused by ${rule}, but: ${told.join('; ') || 'no finding'}`);
  }
  expect(took).toBeLessThan(longestMs);
  return found;
}

beforeAll(async () => {
  // The first reading loads PostgreSQL's parser; a file is judged by the second.
  await readPlant(memoryFiles(smallPlant()));
});

describe('a hostile or broken contract is refused in under a second, at its place', () => {
  it('has a corpus of more than a hundred cases', () => {
    expect(cases.length).toBeGreaterThan(100);
  });

  it.each(cases)('%s', async (_name, { file, find, put, rule, says }) => {
    const files =
      find === null ? { ...smallPlant(), [file]: put } : smallPlantWith(file, find, put);
    const finding = await refusalOf(files, rule, says);
    expect(finding.message.length).toBeLessThan(400);
    expect(finding.place.file).toMatch(/^(plant\.yaml|products\/)/);
    expect(finding.place.line).toBeGreaterThan(0);
    const text = files[finding.place.file] ?? '';
    expect(finding.place.line).toBeLessThanOrEqual(text.split('\n').length);
  });
});

const contract = 'products/casting/heat/heat.v1.odcs.yaml';
const schema = 'products/casting/heat/heat.v1.schema.json';
const transform = 'products/casting/kpi/kpi.sql';
const tags = 'products/casting/strand/tags.csv';
const mebibyte = 1024 * 1024;
const lines = (line: string, bytes = mebibyte - 1) => line.repeat(Math.floor(bytes / line.length));

/** Files that are too large to keep: name, path, text, rule. */
const huge: readonly (readonly [string, string, string, string])[] = [
  ['a contract beyond its size', contract, 'x'.repeat(mebibyte + 1), 'file-too-large'],
  ['a schema beyond its size', schema, ' '.repeat(4 * mebibyte + 1), 'file-too-large'],
  ['a transform beyond its size', transform, 'x'.repeat(200_000), 'file-too-large'],
  [
    'a list in each line of a list',
    contract,
    Array.from({ length: 1_400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    'too-deep',
  ],
  ['brackets in a line each', contract, lines('[\n'), 'too-deep'],
  ['braces in a line each', contract, lines('{a:\n'), 'too-deep'],
  ['dashes within a line', contract, '- '.repeat(30_000), 'too-deep'],
  ['question marks within a line', contract, '? '.repeat(30_000), 'too-deep'],
  [
    'a hundred thousand keys',
    contract,
    Array.from({ length: 90_000 }, (_, each) => `k${each}: 1`).join('\n'),
    'too-many-values',
  ],
  ['a quarter of a million items', contract, lines('- 1\n'), 'too-many-values'],
  ['a million line ends', contract, lines('\n'), 'too-many-values'],
  ['half a million comments', contract, lines('#\n'), 'too-many-values'],
  ['empty documents', contract, lines('---\n'), 'yaml-documents'],
  ['anchors', contract, lines('&a\n'), 'yaml-alias'],
  ['closing brackets', contract, lines(']\n'), 'yaml-syntax'],
  ['quotes', contract, lines('"\n'), 'yaml-syntax'],
  ['quoted texts', contract, lines('"a"\n'), 'yaml-syntax'],
  ['colons in brackets', contract, `[\n${lines(':\n')}`, 'too-many-values'],
  ['one key again and again', contract, lines('a: 1\n', 60_000), 'duplicate-key'],
  ['one line without an end', contract, `description: ${'x'.repeat(500_000)}`, 'text-too-long'],
  [
    'one text over many lines',
    contract,
    `description: |\n${lines('  xxxxxxxx\n', 500_000)}`,
    'text-too-long',
  ],
  ['a key without an end', contract, `${'k'.repeat(1_000)}: 1`, 'text-too-long'],
  ['a schema of brackets', schema, '['.repeat(4 * mebibyte), 'too-deep'],
  ['a schema of objects', schema, '{"a":'.repeat(800_000), 'too-deep'],
  ['a schema of a million numbers', schema, `[${'1,'.repeat(2_000_000)}1]`, 'too-many-values'],
  [
    'a schema with an endless text',
    schema,
    `{"title":"${'x'.repeat(4_000_000)}"}`,
    'text-too-long',
  ],
  [
    'a schema of many thousand fields',
    schema,
    `{"type":"object","properties":{${Array.from({ length: 4_900 }, (_, each) => `"f${each}":{"type":"string"}`).join(',')}}}`,
    'too-many-fields',
  ],
  [
    'a schema of too many members',
    schema,
    `{"type":"object","properties":{${Array.from({ length: 60_000 }, (_, each) => `"f${each}":{}`).join(',')}}}`,
    'too-many-values',
  ],
  [
    'a thousand costly patterns',
    schema,
    JSON.stringify({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 1_000 }, (_, each) => [
          `f${each}`,
          { type: 'string', pattern: `^(a{1,100}){1,100}${each}$` },
        ]),
      ),
    }),
    'pattern-refused',
  ],
  [
    'a thousand references to a schema of thousands',
    schema,
    JSON.stringify({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 1_000 }, (_, each) => [`f${each}`, { $ref: '#/$defs/big' }]),
      ),
      $defs: { big: { allOf: Array.from({ length: 10_000 }, () => ({ minLength: 1 })) } },
    }),
    'too-many-fields',
  ],
  [
    'a thousand properties that nobody declared',
    contract,
    (smallPlant()[contract] ?? '').replace(
      '    properties:\n',
      `    properties:\n${Array.from({ length: 1_900 }, (_, each) => `      - name: heatid${each}\n`).join('')}`,
    ),
    'field-unknown',
  ],
  [
    'a list of too many properties',
    contract,
    (smallPlant()[contract] ?? '').replace(
      '    properties:\n',
      `    properties:\n${Array.from({ length: 3_000 }, (_, each) => `      - name: h${each}\n`).join('')}`,
    ),
    'value-not-allowed',
  ],
  ['a register of refused lines', tags, `id,alias\n${lines("';--,a\n", 200_000)}`, 'tag-refused'],
  ['references that double at each level', schema, JSON.stringify(doubling(40)), 'too-many-fields'],
  ['a transform of brackets', transform, `SELECT ${'('.repeat(30_000)}1`, 'sql-refused'],
  ['a transform of additions', transform, `SELECT ${'1+'.repeat(30_000)}1`, 'sql-refused'],
  ['a transform of negations', transform, `SELECT ${'NOT '.repeat(15_000)}true`, 'sql-refused'],
  [
    'a transform with a deep tree',
    transform,
    `SELECT ${'NOT '.repeat(4_900)}true FROM raw.heat`,
    'sql-reads',
  ],
  ['a register of a million lines', tags, lines('a,b\n', 4 * mebibyte - 1), 'too-many-values'],
  ['a register with an endless cell', tags, `id,alias\n${'x'.repeat(100_000)},a`, 'text-too-long'],
];

function doubling(levels: number) {
  const definitions: Record<string, unknown> = { d0: { type: 'string' } };
  for (let level = 1; level <= levels; level += 1) {
    const below = { $ref: `#/$defs/d${level - 1}` };
    definitions[`d${level}`] = { type: 'object', properties: { a: below, b: below } };
  }
  return { type: 'object', properties: { x: { $ref: `#/$defs/d${levels}` } }, $defs: definitions };
}

describe('a huge contract is refused in under a second', () => {
  it.each(huge)('%s', async (_name, file, text, rule) => {
    const finding = await refusalOf({ ...smallPlant(), [file]: text }, rule);
    expect(finding.place.file).toBe(file);
    expect(finding.message.length).toBeLessThan(400);
  });
});

describe('bytes that are no text', () => {
  const bytes = (...values: number[]) => new Uint8Array(values);
  const sound = smallPlant()[contract] ?? '';
  const encoded = new TextEncoder().encode(sound);
  it.each([
    ['an invalid byte', new Uint8Array([...encoded, 0xff]), 'not-utf8'],
    ['an overlong encoding of a slash', new Uint8Array([...encoded, 0xc0, 0xaf]), 'not-utf8'],
    ['an encoded surrogate', new Uint8Array([...encoded, 0xed, 0xa0, 0x80]), 'not-utf8'],
    ['UTF-16 with its mark', bytes(0xff, 0xfe, 0x61, 0x00), 'not-utf8'],
    ['a NUL byte', new Uint8Array([...encoded, 0x23, 0x00, 0x0a]), 'control-character'],
    ['an escape byte', new Uint8Array([...encoded, 0x23, 0x1b, 0x0a]), 'control-character'],
    ['a gzip file', bytes(0x1f, 0x8b, 0x08, 0x00, 0x00), 'not-utf8'],
  ])('%s is refused', async (_name, content, rule) => {
    const finding = await refusalOf({ ...smallPlant(), [contract]: content }, rule);
    expect(finding.place.file).toBe(contract);
  });

  it('are read past a byte order mark, with a warning', async () => {
    const { findings } = await readPlant(
      memoryFiles({ ...smallPlant(), [contract]: `\ufeff${sound}` }),
    );
    expect(findings).toMatchObject([{ rule: 'byte-order-mark', severity: 'warning' }]);
  });
});
