import { describe, expect, it } from 'vitest';
import {
  type ContainmentOptions,
  contains,
} from '../../../../contracts/compatibility/containment/contains.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { ajvSays } from './judge-pairs.ts';

/** The verdict, with a counterexample where there is one; ajv must agree about it. */
function verdict(a: Json, b: Json, options: ContainmentOptions = {}): string {
  const result = contains(a, b, options);
  if (result.verdict === 'undecided') return `undecided: ${result.reason}`;
  if (result.verdict === 'contained') return 'contained';
  const value = JSON.stringify(result.counterexample);
  if (options.dialect === undefined) {
    expect(ajvSays(a, result.counterexample), `${value} in a`).toBe(true);
    expect(ajvSays(b, result.counterexample), `${value} in b`).toBe(false);
  }
  return `not contained: ${value}`;
}

const variants = (count: number, more: Json = {}): Json => ({
  oneOf: Array.from({ length: count }, (_, index) => ({
    type: 'object',
    properties: {
      kind: { const: `kind ${index}` },
      weight: { type: 'number', minimum: index },
      name: { type: 'string', maxLength: 10 },
      ...(more as object),
    },
    required: ['kind', 'weight'],
    additionalProperties: false,
  })),
});

const tree = (value: Json): Json => ({
  $ref: '#/$defs/tree',
  $defs: {
    tree: {
      type: 'object',
      properties: { value, left: { $ref: '#/$defs/tree' }, right: { $ref: '#/$defs/tree' } },
      additionalProperties: false,
    },
  },
});

describe('numbers', () => {
  it('are exact: 3 is a multiple of 0.3, but 0.3 is none of 3', () => {
    expect(verdict({ multipleOf: 3 }, { multipleOf: 0.3 })).toBe('contained');
    expect(verdict({ type: 'number', multipleOf: 0.3 }, { multipleOf: 3 })).toMatch(
      /^not contained: -?0\.3/,
    );
    expect(verdict({ type: 'number', multipleOf: 1e-7 }, { multipleOf: 2e-7 })).toMatch(/^not/);
  });

  it('are integers wherever they are whole', () => {
    expect(verdict({ type: 'integer' }, { type: 'number' })).toBe('contained');
    expect(verdict({ type: 'number', multipleOf: 2 }, { type: 'integer' })).toBe('contained');
    expect(verdict({ type: 'number' }, { type: 'integer' })).toMatch(/^not contained/);
    expect(
      verdict(
        { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
        { not: { type: 'integer' } },
      ),
    ).toBe('contained');
  });

  it('are told apart beyond 2^53', () => {
    const from = (minimum: number): Json => ({ type: 'integer', minimum });
    expect(verdict(from(9007199254740994), from(9007199254740992))).toBe('contained');
    expect(verdict(from(9007199254740992), from(9007199254740994))).toBe(
      'not contained: 9007199254740992',
    );
    expect(verdict(from(1e300), from(1e299))).toBe('contained');
  });

  it('have bounds that exclude or include', () => {
    expect(verdict({ exclusiveMinimum: 3 }, { minimum: 3 })).toBe('contained');
    expect(verdict({ type: 'number', minimum: 3 }, { exclusiveMinimum: 3 })).toBe(
      'not contained: 3',
    );
    expect(verdict({ type: 'integer', exclusiveMinimum: 3 }, { minimum: 4 })).toBe('contained');
  });
});

describe('texts', () => {
  it('match a pattern anywhere unless it is held', () => {
    expect(verdict({ type: 'string' }, { pattern: '[a-z]*' })).toBe('contained');
    expect(verdict({ pattern: '^a' }, { pattern: 'a' })).toBe('contained');
    expect(verdict({ type: 'string', pattern: 'a' }, { pattern: '^a' })).toMatch(/^not contained/);
  });

  it('are compared by automata', () => {
    const any = '^\\d{4}-\\d{2}-\\d{2}$';
    const months = '^\\d{4}-(0[1-9]|1[0-2])-\\d{2}$';
    expect(verdict({ pattern: months }, { pattern: any })).toBe('contained');
    expect(verdict({ type: 'string', pattern: any }, { pattern: months })).toBe(
      'not contained: "0000-00-00"',
    );
    expect(
      verdict({ pattern: '^[A-Z]{3}-\\d+$', maxLength: 10 }, { pattern: '^[A-Z]{3}-\\d{1,6}$' }),
    ).toBe('contained');
  });

  it('are as long as they have code points', () => {
    expect(verdict({ type: 'string', maxLength: 1 }, { pattern: '^[^]?$' })).toBe('contained');
    expect(verdict({ const: '\u{1f600}' }, { maxLength: 1 })).toBe('contained');
    expect(verdict({ type: 'string', maxLength: 11 }, { maxLength: 10 })).toBe(
      'not contained: "xxxxxxxxxxx"',
    );
  });

  it('that look around are decided where the rest decides, else undecided', () => {
    const look = { type: 'string', pattern: '\\bheat\\b' };
    expect(verdict(look, { type: 'string' })).toBe('contained');
    expect(verdict(look, look)).toBe('contained');
    expect(verdict(look, { pattern: 'heat' })).toMatch(/^undecided: .*not regular/);
  });
});

describe('objects', () => {
  it('may hold names that nobody mentions', () => {
    expect(verdict({ type: 'object' }, { properties: { a: { type: 'string' } } })).toMatch(
      /^not contained: {"a":/,
    );
    expect(
      verdict(
        { additionalProperties: { type: 'integer' } },
        { properties: { a: { type: 'number' } } },
      ),
    ).toBe('contained');
    expect(verdict({ type: 'object', required: ['a'] }, { required: ['b'] })).toMatch(
      /^not contained: {"a":/,
    );
    // ajv passes by a member of that name.
    const proto = JSON.parse('{"properties": {"__proto__": {"type": "integer"}}}') as Json;
    expect(contains({ type: 'object', required: ['__proto__'] }, proto).verdict).toBe(
      'not-contained',
    );
  });

  it('are split by patterns of names', () => {
    const a = { patternProperties: { '^x': { type: 'integer' }, y$: { minimum: 3 } } };
    expect(verdict(a, { patternProperties: { '^x.*y$': { type: 'integer', minimum: 3 } } })).toBe(
      'contained',
    );
    expect(
      verdict({ type: 'object', ...a }, { patternProperties: { '^x': { minimum: 3 } } }),
    ).toMatch(/^not/);
  });

  it('count their members', () => {
    expect(
      verdict({ type: 'object', propertyNames: { enum: ['a', 'b'] } }, { maxProperties: 2 }),
    ).toBe('contained');
    expect(
      verdict({ type: 'object', propertyNames: { pattern: '^[ab]$' }, minProperties: 3 }, false),
    ).toBe('contained');
    expect(
      verdict({ type: 'object', propertyNames: { enum: ['a', 'b'] } }, { maxProperties: 1 }),
    ).toMatch(/^not/);
  });

  it('depend on each other', () => {
    expect(
      verdict(
        { type: 'object', dependentRequired: { a: ['b'] }, required: ['a'] },
        { required: ['b'] },
      ),
    ).toBe('contained');
    const when = { properties: { kind: { const: 'scrap' } }, required: ['kind'] };
    const a = {
      type: 'object',
      if: when,
      [THEN]: { required: ['reason'] },
      else: { required: ['weight'] },
    };
    expect(verdict(a, { anyOf: [{ required: ['reason'] }, { required: ['weight'] }] })).toBe(
      'contained',
    );
  });

  it('may be left without what other branches evaluate', () => {
    const branch = (kind: number, name: string) => ({
      properties: { kind: { const: kind }, [name]: {} },
      required: ['kind'],
    });
    const a = {
      type: 'object',
      oneOf: [branch(1, 'a'), branch(2, 'b')],
      unevaluatedProperties: false,
    };
    expect(verdict(a, { required: ['kind'], propertyNames: { enum: ['kind', 'a', 'b'] } })).toBe(
      'contained',
    );
    expect(verdict(a, { maxProperties: 1 })).toMatch(/^not/);
  });
});

describe('arrays', () => {
  it('of few values that differ are short', () => {
    const a = { type: 'array', items: { enum: [1, 2, 3] }, uniqueItems: true };
    expect(verdict(a, { maxItems: 3 })).toBe('contained');
    expect(verdict(a, { maxItems: 2 })).toMatch(/^not contained: \[/);
    expect(
      verdict({ type: 'array', items: { type: 'boolean' }, uniqueItems: true, minItems: 3 }, false),
    ).toBe('contained');
  });

  it('that would have to be very long are undecided, not contained', () => {
    for (const b of [
      { uniqueItems: true },
      { items: { type: 'integer' } },
      { contains: { const: 1 } },
    ]) {
      expect(verdict({ type: 'array', minItems: 1e9 }, b)).toMatch(/^undecided: only very long/);
    }
    expect(verdict({ type: 'array', minItems: 1e9 }, { minItems: 5 })).toBe('contained');
  });

  it('count what they contain', () => {
    const a = {
      type: 'array',
      contains: { const: 1 },
      maxContains: 2,
      items: { enum: [1, 2] },
      minItems: 5,
    };
    expect(verdict(a, { contains: { const: 2 }, minContains: 3 })).toBe('contained');
    expect(verdict(a, { contains: { const: 2 }, minContains: 4 })).toMatch(/^not contained: \[/);
  });

  it('have a prefix and a rest', () => {
    const a = { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' } };
    expect(verdict(a, { items: { type: ['string', 'integer'] } })).toBe('contained');
    expect(verdict(a, { prefixItems: [true, { type: 'string' }] })).toMatch(
      /^not contained: \["",\d/,
    );
  });
});

describe('branches', () => {
  it('of a discriminated union are matched by their kind, not by their place', () => {
    expect(verdict(variants(12), variants(13))).toBe('contained');
    expect(verdict(variants(13), variants(12))).toMatch(/^not contained: .*"kind 12"/);
    expect(verdict(variants(12), variants(12, { note: { type: 'string' } }))).toBe('contained');
    expect(verdict(variants(12, { note: { type: 'string' } }), variants(12))).toMatch(/"note"/);
  });

  it('that overlap make oneOf refuse', () => {
    expect(verdict({ type: 'string' }, { oneOf: [{ type: 'string' }, { maxLength: 3 }] })).toMatch(
      /^not/,
    );
  });

  it('cover a schema together', () => {
    const halves = { anyOf: [{ maximum: 5 }, { exclusiveMinimum: 5 }] };
    expect(verdict({ type: 'number' }, halves)).toBe('contained');
  });
});

describe('recursion', () => {
  it('is followed as far as it says something new', () => {
    expect(verdict(tree({ type: 'integer' }), tree({ type: 'number' }))).toBe('contained');
    expect(verdict(tree({ type: 'number' }), tree({ type: 'integer' }))).toMatch(
      /^not contained: {"value":/,
    );
  });

  it('without an end accepts nothing', () => {
    const endless = {
      $ref: '#/$defs/x',
      $defs: { x: { type: 'object', properties: { a: { $ref: '#/$defs/x' } }, required: ['a'] } },
    };
    expect(verdict(endless, false)).toBe('contained');
  });

  it('that does not go into the value is undecided', () => {
    expect(verdict({ allOf: [{ $ref: '#' }], type: 'string' }, { maxLength: 3 })).toMatch(
      /^undecided/,
    );
  });
});

describe('drafts', () => {
  it('keep their own meaning', () => {
    const old = (draft: string, schema: object): Json => ({
      $schema: `http://json-schema.org/${draft}/schema#`,
      ...schema,
    });
    const options = { dialect: '2020-12' } as const;
    expect(
      verdict(
        old('draft-04', { type: 'number', minimum: 3, exclusiveMinimum: true }),
        { exclusiveMinimum: 3 },
        options,
      ),
    ).toBe('contained');
    expect(verdict(old('draft-04', { enum: [1], const: 2 }), { const: 1 }, options)).toBe(
      'contained',
    );
    const tuple = old('draft-06', {
      type: 'array',
      items: [{ type: 'string' }],
      additionalItems: false,
    });
    expect(verdict(tuple, { maxItems: 1 }, options)).toBe('contained');
    const sibling = {
      $ref: '#/definitions/n',
      maximum: 3,
      definitions: { n: { type: 'integer' } },
    };
    expect(verdict(old('draft-07', sibling), { maximum: 3 }, options)).toMatch(/^not/);
    expect(
      verdict(
        { ...sibling, $schema: 'https://json-schema.org/draft/2019-09/schema' },
        { maximum: 3 },
        options,
      ),
    ).toBe('contained');
    expect(
      verdict(
        old('draft-07', { dependencies: { a: ['b'] }, required: ['a'], type: 'object' }),
        { required: ['b'] },
        options,
      ),
    ).toBe('contained');
  });

  it('with a dialect of their own are undecided', () => {
    expect(
      verdict({ $schema: 'https://example.com/own', type: 'string' }, { maxLength: 3 }),
    ).toMatch(/^undecided/);
  });
});

describe('dynamic references', () => {
  const node = (more: object = {}): Json => ({
    $id: 'https://example.com/node',
    $dynamicAnchor: 'node',
    type: 'object',
    properties: { child: { $dynamicRef: '#node' }, weight: { type: 'number' } },
    ...more,
  });
  /** The same tree, in which no node may hold anything else. */
  const strict: Json = {
    $id: 'https://example.com/strict',
    $dynamicAnchor: 'node',
    $ref: 'node',
    unevaluatedProperties: false,
    $defs: { node: node() },
  };

  it('lead to the outermost schema of that name on the way', () => {
    expect(verdict(node(), { type: 'object' })).toBe('contained');
    expect(verdict({ const: { child: 3 } }, node())).toBe('not contained: {"child":3}');
    expect(verdict({ const: { child: { other: 3 } } }, node())).toBe('contained');
    expect(verdict({ const: { child: { other: 3 } } }, strict)).toMatch(/^not contained/);
    const shallow = { properties: { child: { properties: { other: false } } } };
    expect(verdict(strict, shallow)).toBe('contained');
    expect(verdict(node(), shallow)).toMatch(/^not contained: {"child":{"other":/);
  });

  it('are plain references where their first target is no anchor of that kind', () => {
    const a = {
      properties: { a: { $dynamicRef: '#/$defs/whole' } },
      $defs: { whole: { type: 'integer' } },
    };
    expect(verdict(a, { properties: { a: { type: 'number' } } })).toBe('contained');
  });
});

describe('items that nothing has evaluated', () => {
  it('are those behind a tuple that contains does not match', () => {
    const a = {
      type: 'array',
      prefixItems: [{ type: 'string' }],
      contains: { const: 1 },
      unevaluatedItems: false,
    };
    expect(verdict(a, { items: { enum: [1, 'a', ''] } })).toMatch(/^not contained: \["/);
    expect(verdict(a, { prefixItems: [true], items: { const: 1 } })).toBe('contained');
    expect(verdict({ const: ['a', 2] }, a)).toMatch(/^not contained/);
    expect(verdict({ const: ['a', 1, 1] }, a)).toBe('contained');
  });

  it('follow the branches that hold', () => {
    const tuple = (length: number, kind: string) => ({
      prefixItems: [{ const: kind }, ...Array.from({ length: length - 1 }, () => true)],
    });
    const a = {
      type: 'array',
      minItems: 1,
      oneOf: [tuple(2, 'a'), tuple(3, 'b')],
      unevaluatedItems: false,
    };
    expect(verdict(a, { maxItems: 3 })).toBe('contained');
    expect(verdict(a, { maxItems: 2 })).toMatch(/^not contained: \["b",/);
    const wider = { ...a, oneOf: [tuple(2, 'a'), tuple(4, 'b')] };
    expect(verdict(a, wider)).toBe('contained');
    expect(verdict(wider, a)).toMatch(/^not contained: \["b",/);
  });
});

it('a pair that costs too much is undecided within its budget', () => {
  const choices = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      anyOf: [{ required: [`a${index}`] }, { required: [`b${index}`] }],
    }));
  expect(
    verdict({ type: 'object', allOf: choices(30) }, { minProperties: 30 }, { budget: 20_000 }),
  ).toBe('undecided: the budget of this pair is used up');
});

const THEN = 'then';

describe('what arrays and equal branches come to', () => {
  it('schemas that depend on a member evaluate no items', () => {
    const b = (x: Json): Json => ({ unevaluatedItems: false, dependentSchemas: { x } });
    const one = { type: 'array', minItems: 1, maxItems: 1 };
    expect(verdict(one, b({ prefixItems: [true] }))).toMatch(/^not contained: \[/);
    expect(verdict({ type: 'array' }, b({ items: true }))).toMatch(/^not contained: \[/);
    expect(verdict({ type: 'array', maxItems: 0 }, b({ items: true }))).toBe('contained');
    expect(verdict({ type: 'object' }, b({ items: true }))).toBe('contained');
  });

  it('a value of two equal branches is no value of exactly one', () => {
    const half = { multipleOf: 0.5 };
    expect(verdict({ oneOf: [half, half] }, { maximum: 6 })).toBe('contained');
    const filled = { minLength: 1 };
    expect(verdict({ type: 'string', oneOf: [filled, filled] }, { maxLength: 0 })).toBe(
      'contained',
    );
    expect(
      verdict({ type: 'string', oneOf: [filled, filled, { maxLength: 0 }] }, { minLength: 1 }),
    ).toMatch(/^not contained: ""/);
    expect(verdict({ type: 'number' }, { oneOf: [half, half] })).toMatch(/^not contained/);
  });
});
