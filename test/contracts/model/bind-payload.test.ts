import { describe, expect, it } from 'vitest';
import { type Finding, hasErrors } from '../../../contracts/finding.ts';
import { bindPayload } from '../../../contracts/model/bind-payload.ts';
import type { Field } from '../../../contracts/model/field.ts';
import { bundleSchema } from '../../../contracts/source/json-schema/bundle-schema.ts';
import { parseJson } from '../../../contracts/source/parse-json.ts';

function bind(schema: unknown, localTime?: string) {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema);
  const { document } = parseJson('x.schema.json', new TextEncoder().encode(text));
  if (document === undefined) throw new Error('The schema of the test is broken.');
  const bundle = bundleSchema({
    entry: 'x.schema.json',
    load: (path) => (path === 'x.schema.json' ? document.value : undefined),
  });
  expect(bundle.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  if (bundle.document === undefined) throw new Error('The schema of the test is not understood.');
  const findings: Finding[] = [];
  const bound = bindPayload(
    {
      path: 'x.schema.json',
      document: bundle.document,
      originOf: bundle.originOf,
      sources: new Map([['x.schema.json', document]]),
      ...(localTime === undefined ? {} : { localTime }),
    },
    findings,
  );
  return { bound, findings };
}

/** The one field `x` of a record with this schema. */
function field(schema: unknown, rest: object = {}): Field {
  const { bound } = bind({ type: 'object', properties: { x: schema }, ...rest });
  const [only] = bound?.fields ?? [];
  if (only === undefined) throw new Error('There is no field.');
  return only;
}

const typeOf = (schema: unknown, rest: object = {}) => field(schema, rest).type;
const json = (reason: string) => ({ kind: 'json', reason });

describe('the type of a member', () => {
  it.each([
    [
      'a text',
      { type: 'string', minLength: 1, maxLength: 9, pattern: '^a', format: 'uuid' },
      { kind: 'string', minLength: 1, maxLength: 9, pattern: '^a', format: 'uuid' },
    ],
    ['an enum', { enum: ['a', 'b'] }, { kind: 'string', values: ['a', 'b'] }],
    ['a constant', { const: 'a' }, { kind: 'string', values: ['a'] }],
    [
      'an integer',
      { type: 'integer', minimum: 0, exclusiveMaximum: 10 },
      { kind: 'integer', minimum: '0', exclusiveMaximum: '10' },
    ],
    ['an enum of integers', { enum: [1, 2] }, { kind: 'integer', values: ['1', '2'] }],
    ['an enum of numbers', { enum: [1, 2.5] }, { kind: 'number', values: ['1', '2.5'] }],
    ['a number', { type: 'number', maximum: 0.1 }, { kind: 'number', maximum: '0.1' }],
    ['integer or number', { type: ['integer', 'number'] }, { kind: 'number' }],
    ['a boolean', { type: 'boolean' }, { kind: 'boolean' }],
    ['a boolean constant', { const: true }, { kind: 'boolean', values: [true] }],
    ['an instant', { type: 'string', format: 'date-time' }, { kind: 'timestamp' }],
    ['a date', { type: 'string', format: 'date' }, { kind: 'date' }],
    ['a time', { type: 'string', format: 'time' }, { kind: 'time' }],
    [
      'an array of texts',
      { type: 'array', items: { type: 'string' } },
      { kind: 'array', items: { kind: 'string' } },
    ],
    ['no type', {}, json('untyped')],
    ['members without a type', { properties: { a: { type: 'string' } } }, json('untyped')],
    ['anything', true, json('untyped')],
    ['several types', { type: ['string', 'number'] }, json('mixed-type')],
    ['an object without members', { type: 'object' }, json('untyped')],
    ['an array without items', { type: 'array' }, json('untyped')],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'number' }] }, json('tuple')],
    [
      'an array of arrays',
      { type: 'array', items: { type: 'array', items: { type: 'number' } } },
      json('array-depth'),
    ],
    [
      'open names',
      { type: 'object', additionalProperties: { type: 'number' } },
      json('additional-properties'),
    ],
    [
      'names by pattern',
      {
        type: 'object',
        properties: { a: { type: 'string' } },
        patternProperties: { '^b': { type: 'number' } },
      },
      json('pattern-properties'),
    ],
    [
      'an array of objects that may be null',
      { type: 'array', items: { type: ['object', 'null'], properties: { a: { type: 'number' } } } },
      json('mixed-type'),
    ],
  ])('%s', (_name, schema, expected) => {
    expect(typeOf(schema)).toEqual(expected);
  });

  it('keeps closed and explicitly open objects as members', () => {
    const properties = { a: { type: 'number' } };
    expect(typeOf({ type: 'object', properties, additionalProperties: false }).kind).toBe('object');
    expect(typeOf({ type: 'object', properties, additionalProperties: true }).kind).toBe('object');
  });

  it('is a local time for the event time with a zone alone', () => {
    const schema = {
      type: 'object',
      properties: { at: { type: 'string' }, also: { type: 'string' } },
    };
    const { bound } = bind(schema, 'at');
    expect(bound?.fields.map((each) => each.type.kind)).toEqual(['local-timestamp', 'string']);
  });

  it('keeps the digits of bounds that a double changes', () => {
    const { bound } = bind(
      '{"type":"object","properties":{"x":{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}}}',
    );
    expect(bound?.fields[0]?.type).toEqual({
      kind: 'integer',
      minimum: '-9223372036854775808',
      maximum: '9223372036854775807',
    });
  });
});

describe('null', () => {
  it.each([
    ['a type list', { type: ['string', 'null'] }],
    ['an enum with null', { enum: ['a', null] }],
    ['anyOf with null', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    [
      'oneOf with null and a description',
      { description: 'Text.', oneOf: [{ type: 'null' }, { type: 'string', maxLength: 5 }] },
    ],
  ])('makes a column nullable: %s', (_name, schema) => {
    expect(field(schema)).toMatchObject({ type: { kind: 'string' }, nullable: true });
  });

  it('is not allowed otherwise', () => {
    expect(field({ type: 'string' })).toMatchObject({ nullable: false, required: false });
    expect(field({ type: 'string' }, { required: ['x'] })).toMatchObject({ required: true });
  });
});

describe('schemas that hold together', () => {
  it('are one object', () => {
    const type = typeOf({
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'integer' } } },
      ],
    });
    expect(type).toMatchObject({
      kind: 'object',
      fields: [
        { name: 'a', required: true },
        { name: 'b', required: false },
      ],
    });
  });

  it('leave the tightest bounds and the common values', () => {
    expect(
      typeOf({ type: 'number', minimum: 0, allOf: [{ minimum: -5, maximum: 9 }, { maximum: 10 }] }),
    ).toEqual({ kind: 'number', minimum: '0', maximum: '9' });
    expect(typeOf({ enum: ['a', 'b'], allOf: [{ enum: ['b', 'c'] }] })).toEqual({
      kind: 'string',
      values: ['b'],
    });
    expect(typeOf({ type: 'number', allOf: [{ type: 'integer' }] })).toEqual({ kind: 'integer' });
  });

  it('follow references, with the text that stands beside them first', () => {
    const rest = { $defs: { t: { type: 'string', description: 'General.' } } };
    expect(field({ $ref: '#/$defs/t', description: 'Special.' }, rest)).toMatchObject({
      type: { kind: 'string' },
      description: 'Special.',
    });
    expect(field({ $ref: '#/$defs/t' }, rest).description).toBe('General.');
  });

  it('say where a field is written, in the definition too', () => {
    const { bound } = bind(`{
  "type": "object",
  "properties": { "x": { "$ref": "#/$defs/o" } },
  "$defs": {
    "o": { "type": "object", "properties": {
      "y": { "type": "string" } } }
  }
}`);
    const [x] = bound?.fields ?? [];
    expect(x?.place).toMatchObject({ line: 3 });
    expect(x?.type.kind === 'object' ? x.type.fields[0]?.place : undefined).toMatchObject({
      line: 6,
      column: 7,
    });
  });
});

describe('recursion', () => {
  it.each([
    ['by the root', { $ref: '#' }, {}],
    [
      'by a definition',
      { $ref: '#/$defs/n' },
      { $defs: { n: { type: 'object', properties: { next: { $ref: '#/$defs/n' } } } } },
    ],
    ['by an item', { type: 'array', items: { $ref: '#' } }, {}],
  ])('%s becomes json', (_name, schema, rest) => {
    const { bound, findings } = bind({ type: 'object', properties: { x: schema }, ...rest });
    expect(JSON.stringify(bound)).toContain('"reason":"recursive"');
    expect(findings).toMatchObject([{ rule: 'field-as-json', severity: 'info' }]);
  });
});

describe('arrays', () => {
  const rows = (inner: unknown) => ({
    type: 'array',
    items: { type: 'object', properties: { y: inner } },
  });

  it('of objects may hold arrays of objects', () => {
    expect(typeOf(rows(rows({ type: 'number' })))).toMatchObject({
      kind: 'array',
      items: { kind: 'object', fields: [{ type: { kind: 'array', items: { kind: 'object' } } }] },
    });
  });

  it('stop at the third level', () => {
    const { bound } = bind({
      type: 'object',
      properties: { x: rows(rows(rows({ type: 'number' }))) },
    });
    expect(JSON.stringify(bound)).toContain('"reason":"array-depth"');
  });

  it('at the root are messages of several records', () => {
    const { bound } = bind({
      type: 'array',
      items: { type: 'object', properties: { a: { type: 'number' } } },
    });
    expect(bound).toMatchObject({ records: 'array', fields: [{ name: 'a' }] });
  });
});

describe('alternatives', () => {
  const branch = (value: string, properties: object, required: readonly string[] = []) => ({
    type: 'object',
    required: ['kind', ...required],
    properties: { kind: { const: value }, ...properties },
  });

  it('with a constant of their own are a union', () => {
    const type = typeOf({
      oneOf: [
        branch('slab', { width: { type: 'number' } }, ['width']),
        branch('bloom', { side: { type: 'number' } }),
      ],
    });
    expect(type).toMatchObject({
      kind: 'union',
      discriminator: 'kind',
      branches: [
        { value: 'slab', fields: [{ name: 'kind' }, { name: 'width', required: true }] },
        { value: 'bloom', fields: [{ name: 'kind' }, { name: 'side' }] },
      ],
    });
  });

  it('share the members that stand beside them', () => {
    const type = typeOf({
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string' }, mass: { type: 'number' } },
      anyOf: [
        { properties: { kind: { const: 'a' }, x: { type: 'string' } } },
        { properties: { kind: { const: 'b' } } },
      ],
    });
    expect(type).toMatchObject({
      kind: 'union',
      branches: [
        { value: 'a', fields: [{ name: 'kind' }, { name: 'mass' }, { name: 'x' }] },
        { value: 'b', fields: [{ name: 'kind' }, { name: 'mass' }] },
      ],
    });
  });

  it('may include null', () => {
    const x = field({ oneOf: [branch('a', {}), branch('b', {}), { type: 'null' }] });
    expect(x).toMatchObject({ type: { kind: 'union' }, nullable: true });
  });

  it.each([
    [
      'without a discriminator',
      {
        oneOf: [
          { type: 'object', properties: { a: { type: 'string' } } },
          { type: 'object', properties: { b: { type: 'string' } } },
        ],
      },
    ],
    [
      'with an optional one',
      {
        oneOf: [
          { type: 'object', properties: { k: { const: 'a' } } },
          { type: 'object', properties: { k: { const: 'b' } } },
        ],
      },
    ],
    [
      'with one value twice',
      { oneOf: [branch('a', { x: { type: 'string' } }), branch('a', { y: { type: 'string' } })] },
    ],
    [
      'with one member of two types',
      { oneOf: [branch('a', { x: { type: 'string' } }), branch('b', { x: { type: 'number' } })] },
    ],
  ])('%s are json', (_name, schema) => {
    expect(typeOf(schema)).toEqual(json('undiscriminated-union'));
  });

  it('of constants with titles are an enum', () => {
    expect(
      typeOf({
        oneOf: [
          { const: 'a', title: 'A' },
          { const: 'b', title: 'B' },
        ],
      }),
    ).toEqual({ kind: 'string', values: ['a', 'b'] });
  });

  it('of one kind are that kind without bounds', () => {
    expect(
      typeOf({
        anyOf: [
          { type: 'integer', maximum: 3 },
          { type: 'number', minimum: 9 },
        ],
      }),
    ).toEqual({ kind: 'number' });
    expect(typeOf({ anyOf: [{ type: 'string', maxLength: 3 }, { enum: ['other'] }] })).toEqual({
      kind: 'string',
    });
  });

  it('of several kinds are json', () => {
    expect(typeOf({ anyOf: [{ type: 'string' }, { type: 'number' }] })).toEqual(json('mixed-type'));
  });

  it('that only ask for members say nothing about structure', () => {
    const type = typeOf({
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
    });
    expect(type).toMatchObject({ kind: 'object', fields: [{ name: 'a' }, { name: 'b' }] });
  });

  const variants = [
    branch('slab', { width: { type: 'number' } }, ['width']),
    branch('bloom', { side: { type: 'number' } }, ['side']),
  ];
  const root = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string' } },
    oneOf: variants,
  };
  const columns = (schema: unknown) =>
    bind(schema).bound?.fields.map(({ name, required, type }) => [name, required, type]);

  it('at the root are variants: one list of fields, told apart by name', () => {
    expect(columns(root)).toEqual([
      ['id', true, { kind: 'string' }],
      ['kind', true, { kind: 'string', values: ['slab', 'bloom'] }],
      ['width', false, { kind: 'number' }],
      ['side', false, { kind: 'number' }],
    ]);
    expect(bind(root).bound?.variants).toEqual({
      discriminator: 'kind',
      closed: false,
      branches: [
        { value: 'slab', fields: ['id', 'width'], required: ['id', 'width'] },
        { value: 'bloom', fields: ['id', 'side'], required: ['id', 'side'] },
      ],
    });
  });

  it('at the root say whether a variant takes members of another one', () => {
    const { bound } = bind({ ...root, unevaluatedProperties: false });
    expect(bound?.variants).toMatchObject({ closed: true });
  });

  it('at the root leave a member open that two variants type differently', () => {
    const { bound } = bind({
      oneOf: [branch('a', { x: { type: 'string' } }), branch('b', { x: { type: 'number' } })],
    });
    expect(bound?.fields[1]).toMatchObject({ name: 'x', type: json('undiscriminated-union') });
    expect(bound?.variants?.branches).toMatchObject([{ fields: ['x'] }, { fields: ['x'] }]);
  });

  const anonymous = {
    ...root,
    oneOf: [
      { properties: { width: { type: 'number' } }, required: ['width'] },
      { properties: { side: { type: 'number' } }, required: ['side'] },
    ],
  };

  it('at the root that nothing tells apart give optional members where every branch is closed', () => {
    const closed = { ...anonymous, unevaluatedProperties: false };
    expect(bind(closed).bound?.variants).toBeUndefined();
    expect(columns(closed)).toEqual([
      ['id', true, { kind: 'string' }],
      ['width', false, { kind: 'number' }],
      ['side', false, { kind: 'number' }],
    ]);
  });

  it('at the root that nothing tells apart leave open what a branch does not type', () => {
    expect(columns(anonymous)).toEqual([
      ['id', true, { kind: 'string' }],
      ['width', false, json('undiscriminated-union')],
      ['side', false, json('undiscriminated-union')],
    ]);
  });

  it('at the root told apart by an instant have no variants: its column is no text', () => {
    const at = (value: string) => ({
      type: 'object',
      required: ['at'],
      properties: { at: { type: 'string', format: 'date-time', const: value } },
    });
    const { bound } = bind({
      oneOf: [at('2026-01-01T00:00:00Z'), at('2026-01-01T01:00:00+01:00')],
    });
    expect(bound?.fields).toMatchObject([{ name: 'at', type: { kind: 'timestamp' } }]);
    expect(bound?.variants).toBeUndefined();
  });

  it('at the root need no type beside them', () => {
    expect(columns({ oneOf: variants })?.map(([name]) => name)).toEqual(['kind', 'width', 'side']);
  });
});

describe('a schema that describes no record', () => {
  it.each([
    ['true', true],
    ['a text', { type: 'string' }],
    ['an object or null', { type: ['object', 'null'], properties: { a: { type: 'string' } } }],
    ['members without a type', { properties: { a: { type: 'string' } } }],
    [
      'an object or a text',
      { oneOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { type: 'string' }] },
    ],
    ['an array of numbers', { type: 'array', items: { type: 'number' } }],
    ['an object without members', { type: 'object' }],
    [
      'a reference to itself for the same value',
      { type: 'object', properties: { x: { allOf: [{ $ref: '#/properties/x' }] } } },
    ],
    [
      'two definitions that stand for each other',
      {
        type: 'object',
        properties: { x: { $ref: '#/$defs/a' } },
        $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } },
      },
    ],
  ])('%s is refused', (_name, schema) => {
    const { bound, findings } = bind(schema);
    expect(bound).toBeUndefined();
    expect(hasErrors(findings)).toBe(true);
  });
});

describe('older drafts', () => {
  it('are read by their own rules', () => {
    const { bound } = bind({
      $schema: 'http://json-schema.org/draft-04/schema#',
      type: 'object',
      properties: {
        x: { $ref: '#/definitions/speed' },
        pair: { type: 'array', items: [{ type: 'number' }, { type: 'number' }] },
      },
      definitions: { speed: { type: 'number', minimum: 0, exclusiveMinimum: true } },
    });
    expect(bound?.fields.map(({ type }) => type)).toEqual([
      { kind: 'number', exclusiveMinimum: '0' },
      json('tuple'),
    ]);
  });
});
