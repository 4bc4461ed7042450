import { describe, expect, test } from 'vitest';
import { generateValidator } from '../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { Treatment } from '../../../contracts/model/field.ts';
import { treatedSchema } from '../../../contracts/plan/treated-schema.ts';
import type { Json } from '../../../contracts/source/json.ts';
import { loadModule } from '../../support/load-module.ts';

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

  test('is the contract where nothing is personal', () => {
    expect(treatedSchema({ path: '', document: person, records: 'one' }, [])).toBe(person);
  });
});
