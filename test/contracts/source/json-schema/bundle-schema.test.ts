import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../contracts/source/json.ts';
import { bundleSchema } from '../../../../contracts/source/json-schema/bundle-schema.ts';

const LATEST = 'https://json-schema.org/draft/2020-12/schema';

function bundle(entry: string, files: Readonly<Record<string, Json>>) {
  return bundleSchema({
    entry,
    load: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
  });
}

describe('a payload schema spread over files', () => {
  const files: Readonly<Record<string, Json>> = {
    'products/casting/heat.v1.schema.json': {
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://steel.example/casting/heat.v1.schema.json',
      type: 'object',
      properties: {
        superheat: { $ref: '../units/common.json#/definitions/temperature', maxLength: 3 },
        named: { $ref: 'https://steel.example/units/common.json#named' },
        grade: { $ref: '#/definitions/grade' },
        pair: { items: [{ type: 'string' }], additionalItems: false },
        first: { $ref: '#/properties/pair/items/0' },
      },
      dependencies: { a: ['b'], c: { minProperties: 1 } },
      definitions: { grade: { type: 'string' }, unused: { type: 'null' } },
    },
    'products/units/common.json': {
      $schema: 'http://json-schema.org/draft-04/schema#',
      definitions: {
        temperature: {
          type: 'number',
          minimum: -50,
          exclusiveMinimum: true,
          maximum: 150,
          exclusiveMaximum: false,
        },
        named: { id: '#named', properties: { next: { $ref: '#/definitions/named' } } },
      },
    },
  };
  const result = bundle('products/casting/heat.v1.schema.json', files);

  it('becomes one document of 2020-12 whose references stay inside', () => {
    expect(result.problems).toEqual([]);
    expect(result.document).toEqual({
      $schema: LATEST,
      type: 'object',
      properties: {
        superheat: { $ref: '#/$defs/temperature' },
        named: { $ref: '#/$defs/named' },
        grade: { $ref: '#/$defs/grade' },
        pair: { prefixItems: [{ type: 'string' }], items: false },
        first: { $ref: '#/properties/pair/prefixItems/0' },
      },
      dependentRequired: { a: ['b'] },
      dependentSchemas: { c: { minProperties: 1 } },
      $defs: {
        temperature: { type: 'number', exclusiveMinimum: -50, maximum: 150 },
        named: { properties: { next: { $ref: '#/$defs/named' } } },
        grade: { type: 'string' },
      },
    });
  });

  it('knows where each place was written', () => {
    const at = 'products/casting/heat.v1.schema.json';
    expect(result.originOf('/$defs/temperature/maximum')).toEqual({
      path: 'products/units/common.json',
      pointer: '/definitions/temperature/maximum',
    });
    expect(result.originOf('/properties/pair/prefixItems/0')).toEqual({
      path: at,
      pointer: '/properties/pair/items/0',
    });
    expect(result.originOf('/dependentSchemas/c')).toEqual({
      path: at,
      pointer: '/dependencies/c',
    });
    expect(result.originOf('/properties/grade')).toEqual({
      path: at,
      pointer: '/properties/grade',
    });
  });
});

describe('references', () => {
  it('that lead nowhere are reported at their place, in the file that holds them', () => {
    const { document, problems } = bundle('a.json', {
      'a.json': { properties: { x: { $ref: 'b.json' } } },
      'b.json': { allOf: [{ $ref: '#/$defs/missing' }, { $ref: 'https://example.com/c.json' }] },
    });
    expect(document).toBeUndefined();
    expect(problems).toMatchObject([
      { path: 'b.json', pointer: '/allOf/0/$ref', rule: 'schema-reference-resolves' },
      { path: 'b.json', pointer: '/allOf/1/$ref', rule: 'schema-reference-resolves' },
    ]);
  });

  it('may go in circles through files', () => {
    const { document, problems } = bundle('a.json', {
      'a.json': { properties: { b: { $ref: 'b.json' } } },
      'b.json': { properties: { a: { $ref: 'a.json' }, b: { $ref: '#' } } },
    });
    expect(problems).toEqual([]);
    expect(document).toEqual({
      $schema: LATEST,
      properties: { b: { $ref: '#/$defs/b' } },
      $defs: { b: { properties: { a: { $ref: '#' }, b: { $ref: '#/$defs/b' } } } },
    });
  });

  it('find anchors and embedded resources, and definitions of one name get one place each', () => {
    const { document } = bundle('a.json', {
      'a.json': {
        properties: { x: { $ref: '#t' }, y: { $ref: 'b.json#/$defs/t' }, z: { $ref: 'inner' } },
        $defs: { t: { $anchor: 't', type: 'string' }, i: { $id: 'inner', type: 'null' } },
      },
      'b.json': { $defs: { t: { type: 'number' } } },
    });
    expect(document).toMatchObject({
      properties: {
        x: { $ref: '#/$defs/t' },
        y: { $ref: '#/$defs/t_2' },
        z: { $ref: '#/$defs/i' },
      },
      $defs: { t: { type: 'string' }, t_2: { type: 'number' }, i: { type: 'null' } },
    });
  });

  it('never leave the repository', () => {
    const asked: string[] = [];
    bundleSchema({
      entry: 'p/a.json',
      load: (path) => {
        asked.push(path);
        return path === 'p/a.json'
          ? {
              anyOf: [
                { $ref: '../../../etc/passwd' },
                { $ref: 'file:///etc/passwd' },
                { $ref: '//h/x' },
              ],
            }
          : undefined;
      },
    });
    expect(asked.every((path) => !path.startsWith('/') && !path.includes('..'))).toBe(true);
  });

  it('that are dynamic become plain where one place can be meant, else they are refused', () => {
    const one = bundle('a.json', {
      'a.json': {
        $dynamicAnchor: 'node',
        properties: { next: { $dynamicRef: '#node' } },
      },
    });
    expect(one.document).toEqual({ $schema: LATEST, properties: { next: { $ref: '#' } } });
    const recursive = bundle('a.json', {
      'a.json': {
        $schema: 'https://json-schema.org/draft/2019-09/schema',
        $recursiveAnchor: true,
        properties: { next: { $recursiveRef: '#' } },
      },
    });
    expect(recursive.document).toEqual({ $schema: LATEST, properties: { next: { $ref: '#' } } });
    const two = bundle('a.json', {
      'a.json': { $dynamicAnchor: 'node', $ref: 'b.json' },
      'b.json': { $dynamicAnchor: 'node', properties: { next: { $dynamicRef: '#node' } } },
    });
    expect(two.problems).toMatchObject([{ path: 'b.json', rule: 'schema-reference-static' }]);
  });
});

describe('hostile and faulty schemas', () => {
  it('of any depth or number of files are refused', () => {
    let deep: Json = {};
    for (let level = 0; level < 50_000; level += 1) deep = { not: deep };
    expect(bundle('a.json', { 'a.json': deep }).problems).toMatchObject([
      { rule: 'schema-size-bounded' },
    ]);
    const endless = bundleSchema({
      entry: '0.json',
      load: (path) => ({ $ref: `${Number(path.split('.')[0]) + 1}.json` }),
    });
    expect(endless.problems[0]).toMatchObject({ rule: 'schema-size-bounded', path: '64.json' });
  });

  it('keep names such as __proto__ as names', () => {
    const schema = JSON.parse(
      '{"properties":{"__proto__":{"type":"string"},"toString":{"$ref":"#/$defs/constructor"}},"$defs":{"constructor":true}}',
    ) as Json;
    const { document } = bundle('a.json', { 'a.json': schema });
    expect(JSON.stringify(document)).toContain('"__proto__":{"type":"string"}');
    expect(({} as { type?: unknown }).type).toBeUndefined();
  });

  it('get a problem for each keyword that has a wrong value, and a warning for each slip', () => {
    const { problems } = bundle('a.json', {
      'a.json': {
        type: 'strng',
        properties: {
          a: { minLength: -1, pattern: '(', requried: ['x'], additionalproperties: false },
        },
        allOf: {},
        $comment: 'own keywords are fine',
        'x-source': 1,
      },
    });
    expect(problems.map(({ severity, pointer }) => `${severity} ${pointer}`)).toEqual([
      'error /type',
      'error /allOf',
      'error /properties/a/minLength',
      'error /properties/a/pattern',
      'warning /properties/a/requried',
      'warning /properties/a/additionalproperties',
    ]);
  });

  it('have their problems where the author wrote them, whatever the draft', () => {
    const { problems } = bundle('a.json', {
      'a.json': {
        $schema: 'http://json-schema.org/draft-07/schema#',
        items: [{ type: 'text' }],
        dependencies: { a: { minItems: -1 } },
      },
    });
    expect(problems.map(({ pointer }) => pointer)).toEqual([
      '/items/0/type',
      '/dependencies/a/minItems',
    ]);
  });

  it('in a dialect of their own are refused', () => {
    expect(
      bundle('a.json', { 'a.json': { $schema: 'https://example.com/own' } }).problems,
    ).toMatchObject([{ rule: 'schema-draft-known', pointer: '/$schema' }]);
    expect(bundle('a.json', {}).problems).toMatchObject([{ rule: 'schema-file-exists' }]);
  });
});
