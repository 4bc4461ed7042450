import type { Json } from '../../../../contracts/source/json.ts';
import { isJsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import type { RandomSource } from '../../../support/records/random-source.ts';

const NAMES = ['a', 'b', 'ab', 'c'];
const PATTERNS = ['^a', 'b$', '^[ab]*$', '^\\d+$', 'a|b', '^.{2}$', '^(ab)+$', '[^a]', '^\\d{4}-'];
const FORMATS = ['date', 'date-time', 'time', 'ipv4', 'uuid', 'weekday'];
/** An object with a member of that name in its text looks like a promise to the linter. */
const THEN = 'then';
const TYPES = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];

const LEAVES: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  1.5,
  3,
  10,
  '',
  'a',
  'b',
  'ab',
  'ba',
  '12',
  '2024-02-29',
  '2023-02-29',
  '10:00:00Z',
  '2024-02-29T23:59:60Z',
  '10.0.0.1',
  [],
  [1],
  [1, 1],
  ['a', 2],
  {},
  { a: 1 },
  { b: 'a' },
  { a: 'ab', b: 2 },
];

/** A small schema of 2020-12 over few names and values, so that two of them often have to do with each other. */
function randomSchema(random: RandomSource, depth = 3): Json {
  if (random.chance(0.04)) return random.chance(0.6);
  const schema: { [keyword: string]: Json } = {};
  const count = random.whole(1, 3);
  for (let index = 0; index < count; index += 1) {
    Object.assign(schema, random.pick(depth > 0 ? DEEP : FLAT)(random, depth - 1));
  }
  return schema;
}

type Part = (random: RandomSource, depth: number) => { readonly [keyword: string]: Json };

const list = <T>(random: RandomSource, most: number, make: () => T): T[] =>
  Array.from({ length: random.whole(1, most) }, make);

const FLAT: readonly Part[] = [
  (random) => ({ type: random.pick(TYPES) }),
  (random) => ({ type: random.pick(TYPES) }),
  (random) => ({ type: [...new Set(list(random, 3, () => random.pick(TYPES)))] }),
  (random) => ({ const: random.pick(LEAVES) }),
  (random) => ({ enum: list(random, 4, () => random.pick(LEAVES)) }),
  (random) => ({ minimum: random.whole(-2, 4) }),
  (random) => ({ maximum: random.whole(-1, 6) / 2 }),
  (random) => ({ exclusiveMinimum: random.whole(-2, 3) }),
  (random) => ({ exclusiveMaximum: random.whole(0, 5) }),
  (random) => ({
    multipleOf: random.pick([0.5, 1, 2, 3, 0.3, 1.5, 0.01, 1e-7, 4_096]),
  }),
  (random) => ({ minLength: random.whole(0, 3) }),
  (random) => ({ maxLength: random.whole(0, 4) }),
  (random) => ({ pattern: random.pick(PATTERNS) }),
  (random) => ({ format: random.pick(FORMATS) }),
  (random) => ({ required: [...new Set(list(random, 2, () => random.pick(NAMES)))] }),
  (random) => ({ minProperties: random.whole(0, 3) }),
  (random) => ({ maxProperties: random.whole(0, 3) }),
  (random) => ({ minItems: random.whole(0, 3) }),
  (random) => ({ maxItems: random.whole(0, 3) }),
  () => ({ uniqueItems: true }),
  (random) => ({
    dependentRequired: { [random.pick(NAMES)]: list(random, 1, () => random.pick(NAMES)) },
  }),
];

const DEEP: readonly Part[] = [
  ...FLAT,
  (random, depth) => ({
    type: 'object',
    properties: named(random, 3, depth),
    ...(random.chance(0.5) ? { required: [random.pick(NAMES)] } : {}),
    ...(random.chance(0.4) ? { additionalProperties: randomSchema(random, depth) } : {}),
  }),
  (random, depth) => ({ properties: named(random, 3, depth) }),
  (random, depth) => ({
    patternProperties: { [random.pick(PATTERNS)]: randomSchema(random, depth) },
  }),
  (random, depth) => ({ additionalProperties: randomSchema(random, depth) }),
  (random, depth) => ({ propertyNames: randomSchema(random, Math.min(depth, 0)) }),
  (random, depth) => ({ dependentSchemas: named(random, 1, depth) }),
  (random, depth) => ({ items: randomSchema(random, depth) }),
  (random, depth) => ({ prefixItems: list(random, 2, () => randomSchema(random, depth)) }),
  (random, depth) => ({
    contains: randomSchema(random, depth),
    ...(random.chance(0.3) ? { minContains: random.whole(0, 2) } : {}),
    ...(random.chance(0.3) ? { maxContains: random.whole(0, 2) } : {}),
  }),
  (random, depth) => ({ allOf: list(random, 2, () => randomSchema(random, depth)) }),
  (random, depth) => ({ anyOf: list(random, 3, () => randomSchema(random, depth)) }),
  (random, depth) => ({ oneOf: list(random, 3, () => randomSchema(random, depth)) }),
  (random, depth) => ({ not: randomSchema(random, depth) }),
  (random, depth) => ({
    if: randomSchema(random, depth),
    ...(random.chance(0.8) ? { [THEN]: randomSchema(random, depth) } : {}),
    ...(random.chance(0.6) ? { else: randomSchema(random, depth) } : {}),
  }),
  (random, depth) => ({
    unevaluatedProperties: random.chance(0.5) ? false : randomSchema(random, depth),
  }),
  (random, depth) => ({
    unevaluatedItems: random.chance(0.5) ? false : randomSchema(random, depth),
  }),
  (random) => ({ $ref: random.pick(['#', '#/$defs/d']) }),
];

function named(random: RandomSource, most: number, depth: number): Json {
  return Object.fromEntries(
    list(random, most, () => [random.pick(NAMES), randomSchema(random, depth)] as const),
  );
}

/** A schema that its references can refer into. */
export function randomDocument(random: RandomSource): Json {
  const schema = randomSchema(random, 3);
  if (!isJsonObject(schema)) return schema;
  const text = JSON.stringify(schema);
  return text.includes('#/$defs/d') ? { ...schema, $defs: { d: guarded(random) } } : schema;
}

/** What `#/$defs/d` names goes into the value before it comes back to itself. */
function guarded(random: RandomSource): Json {
  return random.pick<Json>([
    { type: 'object', properties: { a: { $ref: '#/$defs/d' }, b: { type: 'integer' } } },
    { type: 'array', items: { $ref: '#/$defs/d' }, maxItems: 2 },
    { anyOf: [{ type: 'integer' }, { type: 'array', items: { $ref: '#/$defs/d' } }] },
    { type: 'object', properties: { a: { $ref: '#/$defs/d' } }, required: ['a'] },
  ]);
}

/** The same schema with one thing changed somewhere: such pairs are what a contract sees. */
export function changedSchema(schema: Json, random: RandomSource): Json {
  if (!isJsonObject(schema)) {
    return typeof schema === 'number' ? schema + random.whole(-1, 1) : schema;
  }
  const keys = Object.keys(schema).filter((key) => key !== '$defs');
  const [key] = keys.length === 0 ? [] : [random.pick(keys)];
  if (key === undefined || random.chance(0.3)) {
    return { ...schema, ...random.pick(FLAT)(random, 0) };
  }
  const copy: { [keyword: string]: Json } = { ...schema };
  if (random.chance(0.25)) delete copy[key];
  else if (key !== '$ref' && key !== 'required' && key !== 'type') {
    const value = copy[key] as Json;
    copy[key] =
      Array.isArray(value) && ['allOf', 'anyOf', 'oneOf', 'prefixItems'].includes(key)
        ? value.map((item, index) => (index === 0 ? changedSchema(item, random) : item))
        : key === 'enum' || key === 'const' || key === 'dependentRequired'
          ? value
          : ['properties', 'patternProperties', 'dependentSchemas'].includes(key)
            ? changedMap(value, random)
            : bounded(key, changedSchema(value, random));
  }
  return copy;
}

function bounded(key: string, value: Json): Json {
  if (typeof value !== 'number') return value;
  return key === 'multipleOf'
    ? Math.abs(value) || 1
    : /^(min|max)[A-Z]/.test(key)
      ? Math.max(0, value)
      : value;
}

function changedMap(map: Json, random: RandomSource): Json {
  if (!isJsonObject(map)) return map;
  const names = Object.keys(map);
  if (names.length === 0) return map;
  const name = random.pick(names);
  return { ...map, [name]: changedSchema(map[name] ?? true, random) };
}

/** A value over the same names and numbers as the schemas. */
export function randomValue(random: RandomSource, depth = 3): Json {
  if (depth === 0 || random.chance(0.45)) return random.pick(LEAVES);
  if (random.chance(0.25))
    return random.pick([4, 5, 6, 2.5, 0.3, 0.9, 'aab', 'aba', 'abab', '1', 'cc', '2024-', 0.01]);
  if (random.chance(0.4)) {
    return Array.from({ length: random.whole(0, 4) }, () => randomValue(random, depth - 1));
  }
  return Object.fromEntries(
    Array.from({ length: random.whole(0, 3) }, () => [
      random.pick([...NAMES, 'x', '1', 'ba']),
      randomValue(random, depth - 1),
    ]),
  );
}
