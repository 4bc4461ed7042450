import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { odcsSchemas, odpsSchemas } from '../../../contracts/lint/official-schemas.ts';
import { validateBySchema2019 } from '../../../contracts/lint/schema-2019.ts';
import type { Json } from '../../../contracts/source/json.ts';
import { branchesOf, mutate, randomOf } from './mutate.ts';

const root = join(import.meta.dirname, '../../..');
const files = [...odcsSchemas.byVersion.values(), ...odpsSchemas.byVersion.values()];
await Promise.all(files.map((file) => file.load()));
const official = files.map((file) => file());

describe('the validator of the official schemas', () => {
  it('knows every keyword that the vendored schemas decide by', () => {
    const deciding = [
      ...['$ref', '$defs', 'additionalProperties', 'allOf', 'anyOf', 'const', 'enum', 'if', 'then'],
      ...['exclusiveMinimum', 'items', 'maxItems', 'minItems', 'minimum', 'not', 'oneOf'],
      ...['pattern', 'properties', 'required', 'type', 'unevaluatedProperties', 'uniqueItems'],
    ];
    const annotations = [
      '$schema',
      'title',
      'description',
      'default',
      'examples',
      'deprecated',
      'format',
    ];
    const used = new Set(official.flatMap(keywordsOf));
    expect([...used].filter((word) => ![...deciding, ...annotations].includes(word))).toEqual([]);
  });

  it('decides as ajv does, on 1,500 seeded mistakes in real contracts and products', () => {
    const ajv = new Ajv2019({ strict: false, validateFormats: false, ownProperties: true });
    const compiled = official.map((schema) => ({
      schema,
      accepts: ajv.compile(schema as object),
    }));
    const documents = documentsBelow(join(root, 'products'));
    const branches = documents.flatMap(branchesOf);
    const pool = branches.flatMap((branch) => Object.values(branch));
    const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch)))];
    const random = randomOf(20_26);
    let refused = 0;
    for (let round = 0; round < 1500; round += 1) {
      const document = mutate(documents[round % documents.length], pool, keys, random) as Json;
      const { schema, accepts } = compiled[round % compiled.length] ?? compiled[0] ?? never();
      const issues = validateBySchema2019(schema, document);
      expect({ round, valid: issues.length === 0 }).toEqual({ round, valid: accepts(document) });
      if (issues.length > 0) refused += 1;
    }
    expect(refused).toBeGreaterThan(500);
    expect(refused).toBeLessThan(1500);
  });

  it('says once that a key is missing, without the noise of the variants', () => {
    const issues = issuesOf({ servers: [{ host: 'db7', port: 5432, database: 'mes' }] });
    expect(issues).toEqual([
      { kind: 'missing-key', pointer: '/servers/0', key: 'server' },
      { kind: 'missing-key', pointer: '/servers/0', key: 'type' },
    ]);
  });

  it('explains a comparison of the wrong size by the comparison that was meant', () => {
    const quality = [{ type: 'library', metric: 'rowCount', mustBeBetween: [1] }];
    expect(issuesOf({ schema: [{ name: 'heat', quality }] })).toEqual([
      {
        kind: 'bound',
        pointer: '/schema/0/quality/0/mustBeBetween',
        keyword: 'minItems',
        limit: 2,
      },
    ]);
  });

  it('names both comparisons where one is allowed, and all where none is given', () => {
    const check = (operators: object) =>
      issuesOf({
        schema: [
          { name: 'heat', quality: [{ type: 'library', metric: 'rowCount', ...operators }] },
        ],
      });
    expect(check({ mustBe: 1, mustNotBe: 2 })).toEqual([
      { kind: 'many-keys-of', pointer: '/schema/0/quality/0', keys: ['mustBe', 'mustNotBe'] },
    ]);
    expect(check({})).toMatchObject([{ kind: 'no-key-of', pointer: '/schema/0/quality/0' }]);
  });

  it('is not fooled by names of the language', () => {
    const document = JSON.parse('{"constructor": 1, "toString": 2}') as Json;
    const keys = validateBySchema2019(schemaOf('v3.1.0'), document).flatMap((issue) =>
      issue.kind === 'unknown-key' ? [issue.key] : [],
    );
    expect(keys).toEqual(['constructor', 'toString']);
  });
});

function issuesOf(members: object) {
  const head = { apiVersion: 'v3.1.0', kind: 'DataContract', id: 'heat', version: '1.0.0' };
  const document = { ...head, status: 'active', ...members } as unknown as Json;
  return validateBySchema2019(schemaOf('v3.1.0'), document);
}

function schemaOf(version: string): Json {
  return (odcsSchemas.byVersion.get(version) ?? never())();
}

function never(): never {
  throw new Error('not in the vendored schemas');
}

/** Keywords of a schema; the members of `properties` and `$defs` are names, not keywords. */
function keywordsOf(schema: Json): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((item: Json) => keywordsOf(item));
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, value]: [string, Json]) => {
    if (['default', 'examples', 'enum', 'const', 'required', 'type'].includes(keyword)) {
      return [keyword];
    }
    const isMap = keyword === 'properties' || keyword === '$defs';
    return [keyword, ...(isMap ? Object.values(value ?? {}).flatMap(valuesOf) : keywordsOf(value))];
  });
}

/** `$defs.ServerSource` holds a further map of schemas. */
function valuesOf(schema: Json): readonly string[] {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return [];
  const nested = Object.keys(schema).every((name) => /^[A-Z]/.test(name));
  return nested ? Object.values(schema).flatMap(keywordsOf) : keywordsOf(schema);
}

function documentsBelow(folder: string): readonly unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.od[cp]s\.yaml$/.test(path) && !path.includes('generated'))
    .sort()
    .map((path) => parse(readFileSync(join(folder, path), 'utf8')) as unknown);
}
