import type { Json } from '../../../contracts/source/json.ts';
import type { JsonObject } from '../../../contracts/source/json-schema/json-object.ts';
import { type RandomSource, randomSource } from './random-source.ts';

/** The rows of the mapping from payload to tables, one kind of member each. */
export const MEMBER_KINDS = [
  'text',
  'bounded-text',
  'pattern',
  'enum',
  'date-time',
  'date',
  'time',
  'uuid',
  'bigint',
  'big-integer',
  'decimal',
  'bounded-decimal',
  'stepped-decimal',
  'boolean',
  'nullable-type',
  'nullable-branch',
  'object',
  'referenced-object',
  'scalar-array',
  'object-array',
  'nested-object-array',
  'third-level-array',
  'discriminated-union',
  'undiscriminated-union',
  'mixed-type',
  'recursive',
  'pattern-properties',
  'additional-properties',
  'untyped',
  'tuple',
] as const;

export type MemberKind = (typeof MEMBER_KINDS)[number];

/**
 * A random payload schema (bundled 2020-12, one record per message). Member names tell their kind
 * (`m3_date_time`); every kind turns up within any 30 consecutive seeds.
 */
export function syntheticSchema(seed: number): Json {
  return new SchemaBuilder(seed).document();
}

class SchemaBuilder {
  private readonly random: RandomSource;
  private readonly seed: number;
  private readonly definitions: { [name: string]: Json } = {};
  private members = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.random = randomSource(seed);
  }

  document(): Json {
    const sure = MEMBER_KINDS[Math.abs(this.seed) % MEMBER_KINDS.length] ?? 'text';
    const root = this.object(0, [sure, ...this.kinds(this.random.whole(2, 8))]);
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...root,
      ...(Object.keys(this.definitions).length > 0 ? { $defs: this.definitions } : {}),
    };
  }

  private kinds(count: number): readonly MemberKind[] {
    return Array.from({ length: count }, () => this.random.pick(MEMBER_KINDS));
  }

  private object(level: number, kinds: readonly MemberKind[]): JsonObject {
    const properties: { [name: string]: Json } = {};
    const required: string[] = [];
    for (const kind of kinds) {
      this.members += 1;
      const name = `m${this.members}_${kind.replaceAll('-', '_')}`;
      const schema = this.member(kind, level);
      properties[name] = this.random.chance(0.3)
        ? { ...(schema as JsonObject), description: `Member "${name}" µ */ '` }
        : schema;
      if (this.random.chance(0.5)) required.push(name);
    }
    return {
      type: 'object',
      ...(required.length > 0 || this.random.chance(0.5) ? { required } : {}),
      properties,
      ...this.random.pick([{ additionalProperties: false }, { unevaluatedProperties: false }, {}]),
    };
  }

  private scalarKind(): MemberKind {
    return this.random.pick(MEMBER_KINDS.slice(0, MEMBER_KINDS.indexOf('nullable-type')));
  }

  private smallObject(level: number): JsonObject {
    const kinds =
      level < 2 ? this.kinds(this.random.whole(1, 3)) : [this.scalarKind(), this.scalarKind()];
    return this.object(level + 1, kinds);
  }

  private member(kind: MemberKind, level: number): Json {
    const { random } = this;
    switch (kind) {
      case 'text':
        return { type: 'string' };
      case 'bounded-text': {
        const minLength = random.whole(0, 4);
        return { type: 'string', minLength, maxLength: minLength + random.whole(0, 12) };
      }
      case 'pattern':
        return {
          type: 'string',
          pattern: random.pick(['^[A-Z]{2}[0-9]{6}$', '^(?:A|B)-\\d{1,3}$', 'x.y']),
        };
      case 'enum':
        return random.pick<Json>([
          { enum: ['good', 'bad', 'uncertain'] },
          { type: 'string', enum: ['a', "it's", 'ü', '😀'] },
          { type: 'integer', enum: [1, 2, 3] },
          { type: 'number', enum: [0.5, 1, 2.25] },
          { const: 'fixed' },
          { enum: ['x', null] },
        ]);
      case 'date-time':
      case 'date':
      case 'time':
      case 'uuid':
        return { type: 'string', format: kind };
      case 'bigint': {
        const minimum = random.whole(-1000, 1000);
        return random.pick<Json>([
          { type: 'integer', minimum, maximum: minimum + random.whole(0, 10_000) },
          { type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991 },
          { type: 'integer', exclusiveMinimum: -1, exclusiveMaximum: 256 },
        ]);
      }
      case 'big-integer':
        return random.pick<Json>([{ type: 'integer' }, { type: 'integer', minimum: 0 }]);
      case 'decimal':
        return { type: 'number' };
      case 'bounded-decimal':
        return random.pick<Json>([
          { type: 'number', minimum: -273.15, maximum: 2000 },
          { type: 'number', exclusiveMinimum: 0, maximum: 1 },
          { type: 'number', minimum: -0.5, exclusiveMaximum: 0.25 },
        ]);
      case 'stepped-decimal':
        return {
          type: 'number',
          minimum: 0,
          maximum: 100,
          multipleOf: random.pick([0.01, 0.1, 0.25, 1, 3]),
        };
      case 'boolean':
        return { type: 'boolean' };
      case 'nullable-type': {
        const type = random.pick(['string', 'number', 'integer', 'boolean']);
        return {
          type: random.pick([
            [type, 'null'],
            ['null', type],
          ]),
        };
      }
      case 'nullable-branch':
        return { anyOf: [this.member(this.scalarKind(), level), { type: 'null' }] };
      case 'object':
        return level < 3 ? this.smallObject(level) : { type: 'boolean' };
      case 'referenced-object': {
        const name = `def${Object.keys(this.definitions).length}`;
        this.definitions[name] = true;
        this.definitions[name] = this.smallObject(2);
        return { $ref: `#/$defs/${name}` };
      }
      case 'scalar-array':
        return this.array(this.member(this.scalarKind(), level));
      case 'object-array':
        return this.array(this.smallObject(2));
      case 'nested-object-array': {
        const inner = this.object(level + 1, [this.scalarKind()]);
        const properties = {
          ...(inner.properties as JsonObject),
          parts: this.array(this.smallObject(2)),
        };
        return this.array({ ...inner, properties });
      }
      case 'third-level-array':
        return this.array({
          type: 'object',
          properties: {
            rows: this.array({
              type: 'object',
              properties: { cells: this.array(this.smallObject(2)) },
            }),
          },
        });
      case 'discriminated-union':
        return {
          [random.pick(['oneOf', 'anyOf'])]: ['alpha', 'beta', 'gamma'].map((value) =>
            this.branch(value),
          ),
        };
      case 'undiscriminated-union':
        return {
          anyOf: [
            { type: 'object', required: ['left'], properties: { left: { type: 'string' } } },
            { type: 'object', required: ['right'], properties: { right: { type: 'number' } } },
          ],
        };
      case 'mixed-type':
        return { type: ['string', 'number', 'boolean'] };
      case 'recursive':
        this.definitions.node = {
          type: 'object',
          required: ['label'],
          properties: {
            label: { type: 'string' },
            children: { type: 'array', maxItems: 3, items: { $ref: '#/$defs/node' } },
          },
        };
        return { $ref: '#/$defs/node' };
      case 'pattern-properties':
        return {
          type: 'object',
          patternProperties: { '^tag_[a-z]{1,4}$': { type: 'number' } },
          additionalProperties: false,
        };
      case 'additional-properties':
        return { type: 'object', additionalProperties: this.member(this.scalarKind(), level) };
      case 'untyped':
        return {};
      case 'tuple':
        return {
          type: 'array',
          prefixItems: [{ type: 'string' }, { type: 'number' }],
          items: false,
          minItems: 2,
        };
    }
  }

  private branch(value: string): Json {
    const inner = this.object(3, [this.scalarKind(), this.scalarKind()]);
    return {
      ...inner,
      required: ['kind', ...((inner.required as readonly Json[] | undefined) ?? [])],
      properties: { kind: { const: value }, ...(inner.properties as JsonObject) },
    };
  }

  private array(items: Json): Json {
    const { random } = this;
    return {
      type: 'array',
      items,
      ...(random.chance(0.3) ? { minItems: random.whole(0, 2) } : {}),
      ...(random.chance(0.3) ? { maxItems: random.whole(3, 6) } : {}),
      ...(random.chance(0.15) ? { uniqueItems: true } : {}),
    };
  }
}
