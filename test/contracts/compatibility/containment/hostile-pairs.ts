import type { Json } from '../../../../contracts/source/json.ts';

export interface HostilePair {
  readonly name: string;
  readonly a: Json;
  readonly b: Json;
}

const each = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const named = <T>(count: number, make: (index: number) => T): { [name: string]: T } =>
  Object.fromEntries(each(count, (index) => [`p${index}`, make(index)]));

function nested(depth: number, wrap: (inner: Json) => Json, innermost: Json): Json {
  let schema = innermost;
  for (let level = 0; level < depth; level += 1) schema = wrap(schema);
  return schema;
}

/** References that double at each step: two to the power of `count` ways. */
function doubling(count: number, keyword: 'allOf' | 'anyOf' | 'oneOf'): Json {
  const last: Json = { type: 'object', required: ['a'] };
  const $defs = Object.fromEntries(
    each(count, (index) => [
      `d${index}`,
      index === count - 1
        ? last
        : {
            [keyword]: [
              { $ref: `#/$defs/d${index + 1}` },
              { $ref: `#/$defs/d${index + 1}`, minProperties: index },
            ],
          },
    ]),
  );
  return { $ref: '#/$defs/d0', $defs };
}

const pigeons = (count: number): Json => ({
  type: 'object',
  properties: named(count, () => ({ type: 'integer', minimum: 1, maximum: count - 1 })),
  required: Object.keys(named(count, () => 0)),
});

/** Pairs that are written to make a decision slow, large or endless. */
export function hostilePairs(): readonly HostilePair[] {
  const oneOfOneOf = (count: number): Json => ({
    oneOf: each(count, (left) => ({
      oneOf: each(count, (right) => ({
        properties: { [`p${left}`]: { minimum: right }, [`p${right}`]: { maximum: left } },
      })),
    })),
  });
  const pairs: readonly (readonly [string, Json, Json])[] = [
    [
      'allOf 140 deep',
      nested(70, (inner) => ({ allOf: [inner, { minimum: 1 }] }), true),
      { maximum: 1 },
    ],
    ['not 140 deep', nested(140, (inner) => ({ not: inner }), { minLength: 3 }), { minLength: 4 }],
    [
      'oneOf of oneOf',
      nested(12, (inner) => ({ oneOf: [inner, { type: 'object', required: ['a'] }, inner] }), {
        minProperties: 2,
      }),
      { required: ['b'] },
    ],
    ['oneOf of 30 oneOf of 30', oneOfOneOf(30), { required: ['p1'] }],
    ['oneOf of oneOf against another', oneOfOneOf(12), oneOfOneOf(13)],
    [
      'oneOf of 3,000',
      { oneOf: each(3_000, (index) => ({ minimum: index })) },
      { oneOf: each(3_000, (index) => ({ maximum: index })) },
    ],
    [
      'anyOf of pairs: 2^24 choices',
      {
        allOf: each(24, (index) => ({
          anyOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }],
        })),
      },
      { maxProperties: 23 },
    ],
    [
      'if then else in 20 places',
      {
        type: 'object',
        allOf: each(20, (index) => ({
          if: { properties: { [`p${index}`]: { minimum: 3 } } },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
          then: { required: [`p${index + 1}`] },
          else: { properties: { [`p${index + 2}`]: { type: 'string' } } },
        })),
      },
      { required: ['p7'] },
    ],
    ['allOf that doubles 60 times', doubling(60, 'allOf'), { required: ['b'] }],
    ['anyOf that doubles 60 times', doubling(60, 'anyOf'), { required: ['b'] }],
    ['oneOf that doubles 60 times', doubling(60, 'oneOf'), { required: ['b'] }],
    [
      'pigeons in too few holes',
      { ...(pigeons(12) as object), type: 'object' },
      { not: pigeons(13) },
    ],
    [
      'items that differ, one hole too few',
      {
        type: 'array',
        items: { type: 'integer', minimum: 1, maximum: 60 },
        uniqueItems: true,
        minItems: 61,
      },
      false,
    ],
    [
      'an enum of 60,000 texts',
      { enum: each(60_000, (index) => `v${index}`) },
      { enum: each(60_000, (index) => `v${index + 1}`) },
    ],
    [
      'an enum of 60,000 in another',
      { enum: each(60_000, (index) => `v${index}`) },
      { type: 'string', pattern: '^v\\d+$', minLength: 2 },
    ],
    [
      'an enum of 20,000 objects against patterns',
      { enum: each(20_000, (index) => ({ a: `v${index}`, b: [index] })) },
      { properties: { a: { pattern: '^(v\\d+)+$' } } },
    ],
    [
      'not an enum of 30,000 texts',
      {
        type: 'string',
        pattern: '^v\\d{1,5}$',
        not: { enum: each(30_000, (index) => `v${index}`) },
      },
      { pattern: '^v[3-9]' },
    ],
    [
      'not an enum of 300 objects',
      { type: 'object', not: { enum: each(300, (index) => ({ a: index })) }, required: ['a'] },
      { maxProperties: 1 },
    ],
    [
      'arrays of a thousand million items',
      { type: 'array', minItems: 1e9 },
      { maxItems: 1e9 + 1, uniqueItems: true },
    ],
    [
      'texts of a thousand million characters',
      { type: 'string', minLength: 1e9 },
      { pattern: '^a' },
    ],
    ['a thousand million members', { type: 'object', minProperties: 1e9 }, { required: ['a'] }],
    [
      'contains a thousand million times',
      { type: 'array', contains: { const: 1 }, minContains: 1e9 },
      { contains: { const: 2 } },
    ],
    [
      'many counted items',
      {
        type: 'array',
        allOf: each(7, (index) => ({ contains: { minimum: index }, minContains: 3 })),
      },
      { uniqueItems: true },
    ],
    [
      'a long tuple',
      { type: 'array', prefixItems: each(20_000, (index) => ({ minimum: index })) },
      { prefixItems: each(20_000, (index) => ({ minimum: index - 1 })) },
    ],
    [
      'a pattern that backtracks',
      { enum: [`${'a'.repeat(60)}!`, `${'ab'.repeat(40)}!`] },
      { type: 'string', pattern: '^(a+)+$|^((ab)*)*$' },
    ],
    [
      'a pattern that looks ahead and backtracks',
      { enum: [`${'a'.repeat(60)}!`] },
      { type: 'string', pattern: '^(?=(a+)+$)' },
    ],
    [
      'a pattern with 2^40 states',
      { type: 'string', pattern: '(a|b)*a(a|b){40}' },
      { pattern: '^b' },
    ],
    [
      'patterns that multiply',
      {
        type: 'string',
        allOf: each(9, (index) => ({
          pattern: `^(.{${[2, 3, 5, 7, 11, 13, 17, 19, 23][index]}})*$`,
        })),
        minLength: 1,
      },
      { maxLength: 1_000 },
    ],
    [
      'a pattern of large classes',
      { type: 'string', pattern: '^[\\p{L}\\p{N}]{1,900}$' },
      { pattern: '^\\p{Script=Greek}{0,800}$' },
    ],
    [
      'a pattern of nested counts',
      { type: 'string', pattern: '^((a{0,50}){0,50}){0,50}$' },
      { pattern: '^a{0,124999}$' },
    ],
    [
      'a pattern of 5,000 alternatives',
      { type: 'string', pattern: each(5_000, (index) => `w${index}x`).join('|') },
      { pattern: '^w1' },
    ],
    [
      'many patterns of names',
      {
        type: 'object',
        patternProperties: Object.fromEntries(
          each(12, (index) => [`^.{${index}}[${index % 10}a]`, { minimum: index }]),
        ),
      },
      { patternProperties: { a$: { minimum: 3 } } },
    ],
    [
      'references in a row',
      {
        $ref: '#/$defs/p0',
        $defs: named(5_000, (index) =>
          index === 4_999 ? { type: 'string' } : { $ref: `#/$defs/p${index + 1}` },
        ),
      },
      { type: 'string', minLength: 1 },
    ],
    [
      '5,000 members',
      { type: 'object', properties: named(5_000, (index) => ({ minimum: index })) },
      { properties: named(5_000, (index) => ({ minimum: index - (index % 2) })) },
    ],
    [
      'a common grid of long numbers',
      {
        type: 'number',
        allOf: each(400, (index) => ({ multipleOf: 1 + index * 1.000_003e-7 })),
        exclusiveMinimum: 0,
      },
      { multipleOf: 3 },
    ],
    [
      'the largest and the smallest number',
      { type: 'number', minimum: 1e308, multipleOf: 5e-324 },
      { multipleOf: 3e-300 },
    ],
    [
      'mutual recursion',
      {
        $ref: '#/$defs/p0',
        $defs: named(12, (index) => ({
          type: 'object',
          properties: named(12, (other) => ({ $ref: `#/$defs/p${(index * other + 1) % 12}` })),
          required: [`p${index}`],
        })),
      },
      { required: ['p3'], properties: { p0: { required: ['p11'] } } },
    ],
    [
      'unevaluatedProperties beside many branches',
      {
        type: 'object',
        anyOf: each(5, (index) => ({
          properties: { [`p${index}`]: { minimum: index } },
          required: [`p${index}`],
        })),
        unevaluatedProperties: false,
      },
      {
        anyOf: each(5, (index) => ({
          properties: { [`q${index}`]: { minimum: index } },
          required: [`p${index}`],
        })),
        unevaluatedProperties: false,
      },
    ],
    ['50,000 unknown keywords', named(50_000, (index) => index), { type: 'string' }],
    ['nested beyond the limit', nested(5_000, (inner) => ({ items: inner }), true), true],
  ];
  return pairs.map(([name, a, b]) => ({ name, a, b }));
}
