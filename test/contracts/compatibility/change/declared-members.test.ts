import { describe, expect, test } from 'vitest';
import { closed } from '../../../../contracts/compatibility/change/declared-members.ts';
import { contains } from '../../../../contracts/compatibility/containment/contains.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { randomSource } from '../../../support/records/random-source.ts';
import { randomDocument } from '../containment/random-schemas.ts';

const number = { type: 'number' };
const text = { type: 'string' };

/** Whether a message passes: containment of the one value. */
function accepts(schema: Json, message: Json): boolean {
  const { verdict } = contains({ const: message }, schema);
  if (verdict === 'undecided') throw new Error('not decided');
  return verdict === 'contained';
}

describe('a schema closed over its declared members', () => {
  const cases: readonly {
    readonly name: string;
    readonly schema: Json;
    readonly takes: readonly Json[];
    readonly refuses: readonly Json[];
  }[] = [
    {
      name: 'refuses other members of a plain object, at any depth',
      schema: {
        type: 'object',
        properties: { a: number, b: { type: 'object', properties: { c: text } } },
      },
      takes: [{}, { a: 1, b: { c: '' } }],
      refuses: [{ x: 1 }, { b: { x: 1 } }],
    },
    {
      name: 'leaves objects open that name no members',
      schema: { type: 'object', properties: { a: { type: 'object' }, b: true } },
      takes: [{ a: { x: 1 }, b: { y: 2 } }],
      refuses: [{ c: 1 }],
    },
    {
      name: 'closes what is open in words',
      schema: { properties: { a: number }, additionalProperties: true },
      takes: [{ a: 1 }, 7],
      refuses: [{ b: 1 }],
    },
    {
      name: 'keeps members that are named by pattern or described as a map',
      schema: {
        properties: { a: number, m: { additionalProperties: { properties: { v: number } } } },
        patternProperties: { '^x_': number },
      },
      takes: [{ a: 1, x_1: 2, m: { any: { v: 1 } } }],
      refuses: [{ x_1: 'a' }, { y: 1 }, { m: { any: { w: 1 } } }],
    },
    {
      name: 'closes elements of arrays',
      schema: { type: 'array', items: { properties: { a: number } } },
      takes: [[{ a: 1 }, {}]],
      refuses: [[{ b: 1 }]],
    },
    {
      name: 'joins what allOf and references declare of one object',
      schema: {
        $ref: '#/$defs/base',
        properties: { b: number },
        allOf: [{ properties: { c: { properties: { d: number } } } }],
        $defs: { base: { properties: { a: number }, additionalProperties: {} } },
      },
      takes: [{ a: 1, b: 1, c: { d: 1 } }],
      refuses: [{ x: 1 }, { c: { x: 1 } }],
    },
    {
      name: 'closes a definition where it is used alone and not where it is a part',
      schema: {
        properties: {
          one: { $ref: '#/$defs/p' },
          two: { $ref: '#/$defs/p', properties: { z: number } },
        },
        $defs: { p: { properties: { x: number } } },
      },
      takes: [{ one: { x: 1 }, two: { x: 1, z: 1 } }],
      refuses: [{ one: { x: 1, z: 1 } }, { two: { y: 1 } }],
    },
    {
      name: 'follows a schema that contains itself',
      schema: { properties: { next: { $ref: '#' }, v: number } },
      takes: [{ next: { next: { v: 1 } } }],
      refuses: [{ next: { next: { w: 1 } } }],
    },
    {
      name: 'closes each kind of a discriminated union by itself',
      schema: {
        properties: { id: text },
        oneOf: [
          { required: ['kind'], properties: { kind: { const: 'a' }, x: number } },
          { $ref: '#/$defs/b' },
        ],
        $defs: { b: { required: ['kind'], properties: { kind: { const: 'b' }, y: number } } },
      },
      takes: [
        { id: '', kind: 'a', x: 1 },
        { kind: 'b', y: 1 },
      ],
      refuses: [
        { kind: 'a', y: 1 },
        { kind: 'b', z: 1 },
      ],
    },
    {
      name: 'closes an object that may be null',
      schema: {
        properties: { o: { anyOf: [{ $ref: '#/$defs/o' }, { type: 'null' }] } },
        $defs: { o: { type: 'object', properties: { a: number } } },
      },
      takes: [{ o: null }, { o: { a: 1 } }],
      refuses: [{ o: { b: 1 } }],
    },
    {
      name: 'evaluates members of alternatives that overlap',
      schema: {
        anyOf: [
          { required: ['a'], properties: { a: number } },
          { required: ['b'], properties: { b: number } },
        ],
      },
      takes: [{ a: 1 }, { a: 1, b: 1 }],
      refuses: [{ a: 1, c: 1 }],
    },
    {
      name: 'counts what a condition declares',
      schema: {
        properties: { kind: text },
        if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: { properties: { x: number } },
      },
      takes: [{ kind: 'a', x: 1 }, { kind: 'b' }],
      refuses: [
        { kind: 'b', x: 1 },
        { kind: 'a', y: 1 },
      ],
    },
    {
      name: 'does not close below what two places describe at once',
      schema: {
        properties: { o: { properties: { a: number } } },
        allOf: [{ properties: { o: { properties: { b: number } } } }],
      },
      takes: [{ o: { a: 1, b: 1 } }],
      refuses: [{ p: 1 }],
    },
    {
      name: 'leaves what is negated alone',
      schema: {
        properties: { a: number },
        not: { properties: { a: { const: 1 } }, required: ['a'] },
      },
      takes: [{ a: 2 }, {}],
      refuses: [{ a: 1 }, { b: 1 }],
    },
    {
      name: 'keeps what is closed already',
      schema: { properties: { a: number }, additionalProperties: false },
      takes: [{ a: 1 }],
      refuses: [{ b: 1 }],
    },
  ];
  test.each(cases)('$name', ({ schema, takes, refuses }) => {
    const result = closed(schema);
    for (const message of takes)
      expect([message, accepts(result, message)]).toEqual([message, true]);
    for (const message of refuses) {
      expect([message, accepts(result, message)]).toEqual([message, false]);
    }
    // Closing only ever takes messages away, and closing twice takes no more.
    expect(contains(result, schema).verdict).toBe('contained');
    expect(contains(result, closed(result)).verdict).toBe('contained');
  });

  test('takes nothing that the schema itself refuses: 2,000 random ones', () => {
    const random = randomSource(20_261_126);
    let decided = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const schema = randomDocument(random);
      const { verdict } = contains(closed(schema), schema);
      if (verdict === 'not-contained') throw new Error(JSON.stringify(schema));
      if (verdict === 'contained') decided += 1;
    }
    expect(decided).toBeGreaterThan(1_900);
  });

  test('comes back as it is where a reference leads out of the document', () => {
    const schema = { properties: { a: { $ref: 'https://elsewhere.example/s.json' } } };
    expect(closed(schema)).toBe(schema);
  });
});

describe('closing leaves messages, where the schema has some', () => {
  const x = { type: 'number' };
  const cases: readonly [string, (x: Json) => Json][] = [
    ['a required name', (x) => ({ type: 'object', properties: { x }, required: ['x', 'z'] })],
    [
      'one required name or another',
      (x) => ({
        type: 'object',
        properties: { x },
        required: ['x'],
        anyOf: [{ required: ['p'] }, { required: ['q'] }],
      }),
    ],
    [
      'a required name deeper down',
      (x) => ({
        type: 'object',
        properties: { h: { type: 'object', properties: { x }, required: ['x', 'z'] } },
        required: ['h'],
      }),
    ],
    [
      'a required name of elements',
      (x) => ({
        type: 'array',
        minItems: 1,
        items: { type: 'object', properties: { x }, required: ['x', 'z'] },
      }),
    ],
    [
      'a name that another requires',
      (x) => ({
        type: 'object',
        properties: { x },
        required: ['x'],
        dependentRequired: { x: ['z'] },
      }),
    ],
    [
      'more members than are declared',
      (x) => ({ type: 'object', properties: { x }, required: ['x'], minProperties: 2 }),
    ],
    [
      'a name that `contains` asks for',
      (x) => ({
        type: 'array',
        items: { type: 'object', properties: { x } },
        contains: { required: ['x', 'z'] },
      }),
    ],
    [
      'a name that is required elsewhere',
      (x) => ({
        type: 'object',
        properties: { h: { type: 'object', properties: { x }, required: ['x'] } },
        required: ['h'],
        allOf: [{ properties: { h: { required: ['z'] } } }],
      }),
    ],
    [
      'a list of objects',
      (x) => ({ properties: { x }, enum: [{ x: 6, z: null }, { x: 1 }], minProperties: 2 }),
    ],
    [
      'one object, with an object in it',
      (x) => ({ properties: { h: { properties: { x } } }, const: { h: { x: 6, z: null } } }),
    ],
    [
      'a listed element',
      (x) => ({ type: 'array', items: { properties: { x } }, contains: { const: { x: 6, z: 1 } } }),
    ],
    [
      'a name required behind a reference',
      (x) => ({
        $ref: '#/$defs/heat',
        $defs: {
          heat: { type: 'object', properties: { x }, allOf: [{ $ref: '#/$defs/more' }] },
          more: { required: ['x', 'z'] },
        },
      }),
    ],
  ];

  test.each(cases)('%s', (_name, of) => {
    const a = closed(of(x));
    expect(contains(a, false).verdict).toBe('not-contained');
    expect(contains(a, of({ ...x, maximum: 5 })).verdict).toBe('not-contained');
    expect(contains(a, of(x)).verdict).toBe('contained');
  });

  test('other members stay forbidden', () => {
    const schema = closed({ properties: { x }, anyOf: [{ required: ['p'] }, { required: ['q'] }] });
    expect(accepts(schema, { x: 1, p: true })).toBe(true);
    expect(accepts(schema, { x: 1, p: true, r: 1 })).toBe(false);
    expect(accepts(closed({ properties: { x }, minProperties: 1 }), { x: 1, r: 1 })).toBe(false);
  });
});
