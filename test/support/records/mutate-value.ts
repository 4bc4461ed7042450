import type { Json } from '../../../contracts/source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  objectOf,
} from '../../../contracts/source/json-schema/json-object.ts';
import type { RandomSource } from './random-source.ts';

const REPLACEMENTS: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e20,
  0.123456789,
  '',
  '1,42',
  'good',
  'x',
  '2026-02-30',
  '2026-03-29T06:30:00Z',
  '2026-03-29T06:30:00',
  '12:61:00Z',
  '😀😀',
  [],
  {},
  [1, 1],
  { kind: 'beta' },
  { a: { b: [{}] } },
];

/** The value with one change somewhere inside: often one that its schema forbids. */
export function mutateValue(value: Json, random: RandomSource): Json {
  const inside =
    isJsonArray(value) || isJsonObject(value)
      ? Object.keys(value).length > 0 && random.chance(0.75)
      : false;
  if (inside && isJsonArray(value)) {
    const at = random.whole(0, value.length - 1);
    switch (random.whole(0, 4)) {
      case 0:
        return value.filter((_, index) => index !== at);
      case 1:
        return [...value, value[at] ?? null];
      default:
        return value.map((item, index) => (index === at ? mutateValue(item, random) : item));
    }
  }
  if (inside && isJsonObject(value)) {
    const entries = Object.entries(value);
    const at = random.whole(0, entries.length - 1);
    switch (random.whole(0, 5)) {
      case 0:
        return objectOf(entries.filter((_, index) => index !== at));
      case 1:
        return objectOf([
          ...entries,
          [random.pick(['extra', 'kind', 'toString', '__proto__']), random.pick(REPLACEMENTS)],
        ]);
      default:
        return objectOf(
          entries.map(([name, item], index) =>
            index === at ? ([name, mutateValue(item, random)] as const) : ([name, item] as const),
          ),
        );
    }
  }
  if (typeof value === 'number' && random.chance(0.5)) {
    return random.pick([value + 1, -value, value * 1000, value + 0.001, Math.round(value)]);
  }
  if (typeof value === 'string' && random.chance(0.5)) {
    return random.pick([
      `${value}x`,
      value.slice(1),
      value.toUpperCase(),
      `${value}😀`,
      value.repeat(3),
    ]);
  }
  return random.pick(REPLACEMENTS);
}
