import { describe, expect, test } from 'vitest';
import { generateValidator } from '../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { Treatment } from '../../../contracts/model/field.ts';
import { treatedSchema } from '../../../contracts/plan/treated-schema.ts';
import type { Json } from '../../../contracts/source/json.ts';
import { encrypt } from '../../../ingestion/personal/encrypt.ts';
import { encryptionKeys } from '../../../ingestion/personal/personal-keys.ts';
import { personalPlaces } from '../../../ingestion/personal/personal-paths.ts';
import { pseudonym } from '../../../ingestion/personal/pseudonym.ts';
import { treatText } from '../../../ingestion/personal/treat-text.ts';
import { loadModule } from '../../support/load-module.ts';
import { randomSource } from '../../support/records/random-source.ts';

async function validator(
  document: Json,
  personal: Readonly<Record<string, Treatment>>,
  records: 'one' | 'array' = 'one',
): Promise<Validate> {
  const members = Object.entries(personal).map(([path, treatment]) => ({
    path: path.split('.'),
    treatment,
  }));
  const schema = treatedSchema({ path: 'x.schema.json', document, records }, members);
  const { source, problems } = generateValidator(schema, { formats: 'assert' });
  expect(problems).toEqual([]);
  return ((await loadModule(source)) as { readonly validate: Validate }).validate;
}

const keys = { encryptionKey: Buffer.alloc(32, 1), pseudonymKey: Buffer.alloc(32, 2) };

/** A message as it comes out of its treatment. */
function treated(message: unknown, personal: Readonly<Record<string, Treatment>>): unknown {
  const members = Object.entries(personal).map(([path, treatment]) => ({
    path: path.split('.'),
    treatment,
  }));
  const text = JSON.stringify(message);
  const after = treatText(text, personalPlaces(members, 'one'), (source, treatment, at) =>
    treatment === 'pseudonymise'
      ? pseudonym(source, keys.pseudonymKey)
      : encrypt(
          Buffer.from(source),
          Buffer.from(`${text} ${at}`),
          encryptionKeys(keys.encryptionKey),
        ),
  );
  if (after === undefined) throw new Error('the message has another form');
  return JSON.parse(after);
}

const person = {
  type: 'object',
  required: ['name', 'badge'],
  minProperties: 2,
  additionalProperties: false,
  properties: {
    name: { type: 'string', pattern: '^[A-Z]', maxLength: 20 },
    badge: { type: 'integer', minimum: 1000 },
    shift: { enum: ['A', 'B'] },
  },
};

describe('the schema of treated messages', () => {
  test('takes any text for a replaced member and the absence of a dropped one', async () => {
    const validate = await validator(person, { name: 'drop', badge: 'encrypt' });
    expect(validate({ badge: 'tundish:e1:…' })).toBeNull();
    expect(validate({ badge: 'x', shift: 'B' })).toBeNull();
    expect(validate({})).not.toBeNull();
    expect(validate({ badge: 4711 })).not.toBeNull();
    expect(validate({ badge: 'x', shift: 'C' })).not.toBeNull();
    expect(validate({ badge: 'x', other: 1 })).not.toBeNull();
  });

  test('takes null where the original did', async () => {
    const nullable: Json = {
      $defs: { perhaps: { type: ['string', 'null'] } },
      properties: {
        a: { type: ['integer', 'null'] },
        b: { anyOf: [{ type: 'null' }, { type: 'string' }] },
        c: { $ref: '#/$defs/perhaps' },
        d: { type: 'string' },
        e: { enum: ['x'] },
      },
    };
    const all = { a: 'encrypt', b: 'encrypt', c: 'encrypt', d: 'encrypt', e: 'encrypt' } as const;
    const validate = await validator(nullable, all);
    expect(validate({ a: null, b: null, c: null })).toBeNull();
    expect(validate({ d: null })).not.toBeNull();
    expect(validate({ e: null })).not.toBeNull();
  });

  test('finds members through references, branches and arrays, and only there', async () => {
    const document: Json = {
      type: 'array',
      items: {
        allOf: [{ $ref: '#/$defs/report' }],
        required: ['id'],
      },
      $defs: {
        person,
        report: {
          properties: {
            id: { type: 'string' },
            crew: { type: 'array', items: { $ref: '#/$defs/person' } },
            visitor: { $ref: '#/$defs/person' },
            by: {
              oneOf: [
                {
                  properties: { kind: { const: 'man' }, name: { maxLength: 3 } },
                  required: ['kind', 'name'],
                },
                { properties: { kind: { const: 'machine' } }, required: ['kind'] },
              ],
            },
          },
        },
      },
    };
    const validate = await validator(
      document,
      { 'crew.*.name': 'pseudonymise', 'by.name': 'pseudonymise' },
      'array',
    );
    const long = 'x'.repeat(43);
    expect(validate([{ id: '1', crew: [{ name: long, badge: 1000 }] }])).toBeNull();
    expect(validate([{ id: '1', by: { kind: 'man', name: long } }])).toBeNull();
    // The same definition elsewhere keeps what it asks for.
    expect(validate([{ id: '1', visitor: { name: long, badge: 1000 } }])).not.toBeNull();
    expect(validate([{ id: '1', crew: [{ name: long, badge: 1 }] }])).not.toBeNull();
    expect(validate([{ crew: [] }])).not.toBeNull();
  });

  test('ends where a definition leads back to itself', async () => {
    const document: Json = {
      $ref: '#/$defs/node',
      $defs: {
        node: {
          properties: { name: { maxLength: 3 }, next: { $ref: '#/$defs/node' } },
          required: ['name'],
        },
      },
    };
    const validate = await validator(document, { name: 'encrypt' });
    expect(validate({ name: 'longer', next: { name: 'abc' } })).toBeNull();
    expect(validate({ name: 'longer', next: { name: 'longer' } })).not.toBeNull();
  });

  test('takes good messages whose treated members told branches, elements or conditions apart', async () => {
    const text = { type: 'string', maxLength: 30 };
    const document: Json = {
      type: 'object',
      properties: {
        phone: text,
        badge: text,
        role: text,
        crew: {
          type: 'array',
          uniqueItems: true,
          contains: { required: ['pager'] },
          maxContains: 2,
          items: { properties: { role: text, pager: text } },
        },
        by: {
          type: ['object', 'string'],
          maxLength: 30,
          properties: { name: text },
        },
      },
      oneOf: [{ required: ['phone'] }, { required: ['badge'] }],
      not: { properties: { role: { const: 'x' }, badge: { const: 'no' } }, required: ['badge'] },
      if: { required: ['phone'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
      then: { properties: { ext: text } },
      else: { required: ['role'] },
      unevaluatedProperties: false,
    };
    const personal = {
      phone: 'drop',
      badge: 'drop',
      'crew.*.pager': 'drop',
      'by.name': 'encrypt',
    } as const;
    const [original, validate] = await Promise.all([
      validator(document, {}),
      validator(document, personal),
    ]);
    const crew = [1, 2].map((pager) => ({ role: 'x', pager: String(pager) }));
    for (const good of [
      { phone: '1', ext: 'y', crew },
      { badge: 'B', role: 'x' },
      { phone: '1', by: 'A. Meyer' },
    ]) {
      expect(original(good)).toBeNull();
      expect(validate(treated(good, personal)), JSON.stringify(good)).toBeNull();
    }
    expect(validate({ role: 1 })).not.toBeNull();
    expect(validate({ role: 'x', unknown: 1 })).not.toBeNull();
  });

  test('takes every message, treated, that keeps the contract', async () => {
    const random = randomSource(12);
    const { pick } = random;
    const name = () => pick(['a', 'b', 'c', 'd']);
    const scalar = (): Json =>
      pick<Json>([
        { type: 'string' },
        { type: 'string', maxLength: 2 },
        { type: 'integer', minimum: 1 },
        { const: 'x' },
        { enum: ['x', 1] },
        { not: { type: 'null' } },
        {},
        true,
        false,
      ]);
    const schema = (depth: number): Json => {
      if (depth === 0) return scalar();
      const keywords: Readonly<Record<string, () => Json>> = {
        type: () => pick<Json>(['object', ['object', 'string'], ['array', 'object', 'integer']]),
        properties: () => Object.fromEntries([1, 2, 3].map(() => [name(), schema(depth - 1)])),
        required: () => [...new Set([name(), name()])],
        oneOf: () => [schema(depth - 1), schema(depth - 1)],
        anyOf: () => [schema(depth - 1), schema(depth - 1)],
        allOf: () => [schema(depth - 1)],
        not: () => schema(depth - 1),
        if: () => schema(depth - 1),
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
        then: () => schema(depth - 1),
        else: () => schema(depth - 1),
        additionalProperties: () => scalar(),
        unevaluatedProperties: () => scalar(),
        patternProperties: () => ({ '^[ab]': scalar() }),
        dependentSchemas: () => ({ [name()]: schema(depth - 1) }),
        dependentRequired: () => ({ [name()]: [name()] }),
        minProperties: () => 2,
        maxProperties: () => 2,
        items: () => schema(depth - 1),
        contains: () => schema(depth - 1),
        maxContains: () => 1,
        uniqueItems: () => true,
        maxLength: () => 2,
        $ref: () => '#/$defs/shared',
      };
      const chosen = Array.from({ length: random.whole(1, 4) }, () => pick(Object.keys(keywords)));
      return Object.fromEntries(
        [...new Set(chosen)].map((keyword) => [keyword, keywords[keyword]?.() ?? true]),
      );
    };
    const value = (depth: number): Json => {
      const kind = depth === 0 ? 'scalar' : pick(['object', 'object', 'object', 'array', 'scalar']);
      if (kind === 'scalar') return pick<Json>(['x', 'yy', 'long text', 1, 0, null]);
      const parts = Array.from({ length: random.whole(0, 3) }, () => value(depth - 1));
      return kind === 'array' ? parts : Object.fromEntries(parts.map((part) => [name(), part]));
    };
    const path = () => pick(['a', 'b', 'a.b', 'c.a', 'd.*.a', 'd.*.b', 'c.d.*.a']);
    let kept = 0;
    for (let round = 0; round < 150; round += 1) {
      const document = {
        ...(schema(2) as Record<string, Json>),
        $defs: { shared: schema(1) },
      };
      const personal: Record<string, Treatment> = {};
      for (const _ of [1, 2]) {
        const at = path();
        const overlaps = Object.keys(personal).some((p) => p.startsWith(at) || at.startsWith(p));
        if (!overlaps) personal[at] = pick(['drop', 'encrypt', 'pseudonymise']);
      }
      const [original, validate] = await Promise.all([
        validator(document, {}),
        validator(document, personal),
      ]);
      for (let n = 0; n < 120; n += 1) {
        const message = value(3);
        if (typeof message !== 'object' || message === null || Array.isArray(message)) continue;
        if (original(message) !== null) continue;
        kept += 1;
        const after = treated(message, personal);
        expect(validate(after), JSON.stringify({ document, personal, message, after })).toBeNull();
      }
    }
    expect(kept).toBeGreaterThan(1_000);
  }, 60_000);

  test('is the contract where nothing is personal', () => {
    expect(treatedSchema({ path: '', document: person, records: 'one' }, [])).toBe(person);
  });
});
