import { describe, expect, it } from 'vitest';
import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import { validatorModule } from '../../../../contracts/generate/validator/validator-module.ts';
import type { Validate } from '../../../../contracts/generate/validator/violation.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { loadModule } from '../../../support/load-module.ts';

async function validatorOf(schema: Json): Promise<Validate> {
  const { source, problems } = generateValidator(schema, { formats: 'assert' });
  expect(problems).toEqual([]);
  return (await loadModule(source)).validate as Validate;
}

function nested(levels: number, open: string, close: string, inner: string): unknown {
  return JSON.parse(open.repeat(levels) + inner + close.repeat(levels));
}

describe('what a violation says', () => {
  it('names the place, the expectation and the type that was found, and reads a decimal comma', async () => {
    const validate = await validatorOf({
      type: 'object',
      properties: { chemistry: { type: 'object', properties: { c: { type: 'number' } } } },
    });
    expect(validate({ chemistry: { c: '1,42' } })).toEqual([
      {
        pointer: '/chemistry/c',
        schemaPointer: '/properties/chemistry/properties/c/type',
        rule: 'type',
        message: 'expected a number, found a string',
        found: '1,42',
        hint: 'looks like a decimal comma; send the number 1.42',
      },
    ]);
  });

  it('says that a number is beyond a double, and does not show it as null', async () => {
    const [violation] = (await validatorOf({ type: 'boolean' }))(JSON.parse('1e400')) ?? [];
    expect(violation?.message).toBe(
      'expected a boolean, found a number beyond the range of a double',
    );
    expect(violation).not.toHaveProperty('found');
  });

  it.each([
    [{ type: 'number' }, '1.234,5', 'looks like a decimal comma; send the number 1234.5'],
    [{ type: 'number' }, '007,5', 'looks like a decimal comma; send the number 7.5'],
    [{ type: 'integer' }, '12', 'the number is in quotes; send it without'],
    [
      { type: 'number' },
      '12.5 °C',
      'looks like a number with its unit; send the number alone, the contract names the unit',
    ],
    [{ type: 'boolean' }, 1, 'send true instead of 1'],
    [{ type: 'string' }, 4711, 'put the value in quotes: identifiers and times are text'],
    [
      { type: 'string', format: 'date-time' },
      '2026-03-29T06:30:00',
      'the offset is missing; add Z or an offset such as +01:00',
    ],
    [
      { type: 'string', format: 'date' },
      '29.03.2026',
      'looks like day.month.year; send year-month-day',
    ],
    [{ enum: ['good', 'bad'] }, 'GOOD', 'did you mean "good"?'],
    [{ type: 'array' }, {}, 'put the single value into [ ]'],
  ])('%j with %j gets a hint', async (schema, value, hint) => {
    expect((await validatorOf(schema))(value)?.[0]?.hint).toBe(hint);
  });

  it('suggests the declared member that an unknown one resembles', async () => {
    const validate = await validatorOf({
      type: 'object',
      properties: { temperature: true },
      additionalProperties: false,
    });
    expect(validate({ Temperatur: 1 })).toMatchObject([
      { pointer: '/Temperatur', hint: 'did you mean "temperature"?' },
    ]);
  });

  it('never repeats long text of the message, and cuts long names', async () => {
    const validate = await validatorOf({ additionalProperties: { type: 'number' } });
    const violations = validate({ ['n'.repeat(10_000)]: 's'.repeat(1_000_000) }) ?? [];
    expect(JSON.stringify(violations).length).toBeLessThan(500);
    expect(violations[0]).not.toHaveProperty('found');
  });

  it('can be stored as JSONB whatever the message holds', async () => {
    const validate = await validatorOf({ additionalProperties: { type: 'number' } });
    const text = JSON.stringify(validate({ 'a\u0000\ud800/~': '\u0000', b: '\udfff' }));
    expect(text).not.toMatch(/\\u0000|\\ud800|\\udfff/i);
    expect(validate({ 'a/b~c': '' })?.[0]?.pointer).toBe('/a~1b~0c');
  });

  it('stops at twenty', async () => {
    const validate = await validatorOf({ items: { type: 'number' } });
    expect(validate(new Array(100_000).fill('x'))).toHaveLength(20);
  });

  it('follows the branch that the discriminator names', async () => {
    const branch = (kind: string, member: string): Json => ({
      type: 'object',
      required: ['kind', member],
      properties: { kind: { const: kind }, [member]: { type: 'number' } },
    });
    const validate = await validatorOf({
      oneOf: [branch('slab', 'width'), branch('bloom', 'edge')],
    });
    expect(validate({ kind: 'slab', width: 1.5 })).toBeNull();
    expect(validate({ kind: 'bloom', width: 1.5 })).toMatchObject([
      { pointer: '/edge', rule: 'required', schemaPointer: '/oneOf/1/required' },
    ]);
    expect(validate({ kind: 'billet' })).toMatchObject([{ pointer: '/kind', rule: 'enum' }]);
    expect(validate({ width: 1 })).toMatchObject([{ pointer: '/kind', rule: 'required' }]);
    expect(validate('slab')).toMatchObject([{ pointer: '', rule: 'type' }]);
  });

  it('reports the alternative that was most likely meant', async () => {
    const validate = await validatorOf({
      anyOf: [{ type: 'null' }, { type: 'object', properties: { t: { type: 'number' } } }],
    });
    expect(validate({ t: '1' })).toMatchObject([{ pointer: '/t', rule: 'type' }]);
    expect(validate('1')).toMatchObject([
      { rule: 'anyOf', message: 'expected null or an object, found a string' },
    ]);
  });
});

describe('members that every object inherits', () => {
  it.each(['__proto__', 'toString', 'constructor', 'hasOwnProperty'])(
    '%s is a name like any other',
    async (name) => {
      const own = JSON.parse(`{"${name}": 1}`) as Json;
      const required = await validatorOf({ required: [name] });
      expect(required({})).not.toBeNull();
      expect(required(own)).toBeNull();
      const typed = await validatorOf(
        JSON.parse(
          `{"properties": {"${name}": {"type": "string"}}, "additionalProperties": false}`,
        ) as Json,
      );
      expect(typed({})).toBeNull();
      expect(typed(own)).not.toBeNull();
      const dependent = await validatorOf(
        JSON.parse(`{"dependentRequired": {"${name}": ["x"]}}`) as Json,
      );
      expect(dependent({})).toBeNull();
      expect(dependent(own)).not.toBeNull();
    },
  );
});

describe('what nothing has evaluated', () => {
  it('is refused among members also where items are asked for as well', async () => {
    const validate = await validatorOf({ unevaluatedProperties: false, unevaluatedItems: false });
    expect(validate({ b: 3 })?.map(({ pointer }) => pointer)).toEqual(['/b']);
    expect(validate([3])?.map(({ pointer }) => pointer)).toEqual(['/0']);
    expect([validate({}), validate([])]).toEqual([null, null]);
  });
});

describe('numbers', () => {
  it('multipleOf counts in decimals, as they are written', async () => {
    const tenth = await validatorOf({ multipleOf: 0.1 });
    for (const value of [0, 0.3, 1.1, -0.7, 4.35e10, 123456789.1]) expect(tenth(value)).toBeNull();
    for (const value of [0.35, 1e-7, 123456789.15]) expect(tenth(value)).not.toBeNull();
    const small = await validatorOf({ multipleOf: 1e-8 });
    expect(small(12391239123)).toBeNull();
    expect(small(1.5e-9)).not.toBeNull();
    const large = await validatorOf({ multipleOf: 3 });
    expect(large(9007199254740992 * 3)).toBeNull();
    expect(large(1e308)).not.toBeNull();
  });

  it('1.0 is an integer, equals 1 and repeats it', async () => {
    expect((await validatorOf({ type: 'integer' }))(JSON.parse('1.0'))).toBeNull();
    expect((await validatorOf({ const: [{ a: 1 }] }))(JSON.parse('[{"a":1.0}]'))).toBeNull();
    expect(
      (await validatorOf({ uniqueItems: true }))(JSON.parse('[{"a":1},{"a":1.0}]')),
    ).not.toBeNull();
    expect(
      (await validatorOf({ uniqueItems: true }))([1, '1', true, [1], ['1'], -1, { a: 1 }]),
    ).toBeNull();
  });
});

describe('hostile messages', () => {
  const tree: Json = {
    type: 'object',
    properties: { child: { $ref: '#' } },
    additionalProperties: false,
  };

  it('nested 100,000 deep are refused, not overflowed on', async () => {
    const value = nested(100_000, '{"child":', '}', '{}');
    expect((await validatorOf(tree))(value)).toMatchObject([{ rule: 'depth' }]);
    expect((await validatorOf(tree))(nested(400, '{"child":', '}', '{}'))).toBeNull();
    const arrays = nested(100_000, '[', ']', '1');
    expect((await validatorOf({ items: { $ref: '#' } }))(arrays)).toMatchObject([
      { rule: 'depth' },
    ]);
    expect((await validatorOf({ uniqueItems: true }))([arrays, arrays])).toMatchObject([
      { rule: 'depth' },
    ]);
    expect((await validatorOf({ const: [1] }))(arrays)).toMatchObject([{ rule: 'const' }]);
  });

  it('a schema that only refers to itself accepts nothing and returns', async () => {
    expect((await validatorOf({ $ref: '#' }))(1)).toMatchObject([{ rule: 'depth' }]);
    expect((await validatorOf({ not: { $ref: '#' } }))(1)).toMatchObject([{ rule: 'depth' }]);
  });

  it('a schema that doubles the work with each level gives up', async () => {
    const child: Json = { properties: { child: { $ref: '#' } } };
    const validate = await validatorOf({
      anyOf: [
        { ...(child as object), required: ['a'] },
        { ...(child as object), required: ['b'] },
      ],
    });
    const started = performance.now();
    expect(validate(nested(60, '{"child":', '}', '{}'))).toMatchObject([{ rule: 'budget' }]);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('a schema whose references multiply without recursion is refused when it is compiled', () => {
    const definitions = Object.fromEntries(
      Array.from({ length: 40 }, (_, level) => {
        const next: Json = level === 39 ? { type: 'object' } : { $ref: `#/$defs/d${level + 1}` };
        return [`d${level}`, { allOf: [next, next], unevaluatedProperties: false }] as const;
      }),
    );
    const { problems } = generateValidator(
      { $ref: '#/$defs/d0', $defs: definitions },
      { formats: 'assert' },
    );
    expect(problems).toMatchObject([{ pointer: '' }]);
  });

  it('unevaluated members of nested alternatives cost no more per level', async () => {
    const validate = await validatorOf({
      anyOf: [{ properties: { child: { $ref: '#' } } }, { required: ['x'] }],
      unevaluatedProperties: false,
    });
    expect(validate(nested(150, '{"child":', '}', '{}'))).toBeNull();
    expect(validate(nested(150, '{"child":', '}', '{"y":1}'))).not.toBeNull();
  });

  it('100,000 unique items are compared without comparing each with each', async () => {
    const validate = await validatorOf({ uniqueItems: true });
    const items = Array.from({ length: 100_000 }, (_, index) => ({ a: [index], b: 'x' }));
    const started = performance.now();
    expect(validate(items)).toBeNull();
    expect(validate([...items, { b: 'x', a: [7] }])).toMatchObject([{ pointer: '/100000' }]);
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('the generated module', () => {
  it('imports nothing, evaluates nothing and is the same for the same document', () => {
    const schema: Json = {
      properties: { a: { pattern: 'x"\\u2028`$' }, '\u2028': { enum: ['*/'] } },
    };
    const first = generateValidator(schema, { formats: 'assert' }).source;
    expect(generateValidator(structuredClone(schema), { formats: 'assert' }).source).toBe(first);
    expect(first).not.toMatch(/\bimport\b|\beval\b|\bFunction\(|\brequire\b/);
    expect(first).not.toContain('\u2028');
  });

  it('becomes a file with the hash that the caller computes', () => {
    expect(validatorModule('casting.heat.v1', 'text', (text) => `hash of ${text}`)).toEqual({
      path: 'casting.heat.v1.mjs',
      text: 'text',
      sha256: 'hash of text',
    });
  });

  it('is not to be used where the schema has problems', () => {
    const problems = (schema: Json) =>
      generateValidator(schema, { formats: 'assert' }).problems.map(({ pointer }) => pointer);
    expect(problems({ properties: { a: { $ref: '#/$defs/b' } } })).toContain('/properties/a/$ref');
    expect(problems({ pattern: '(' })).toContain('/pattern');
    expect(problems({ type: 'strnig' })).toContain('/type');
    expect(problems({ minimum: '3' })).toContain('/minimum');
  });
});
