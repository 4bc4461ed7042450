import type { Json } from '../../../../contracts/source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  member,
} from '../../../../contracts/source/json-schema/json-object.ts';
import type { RandomSource } from '../../../support/records/random-source.ts';
import { randomValue } from './random-schemas.ts';

/**
 * A value drawn along the words of a schema: its constants, bounds, names and branches. It is often
 * an instance, or nearly one; nothing is promised.
 */
export function drawInstance(schema: Json, random: RandomSource, root = schema, depth = 5): Json {
  if (!isJsonObject(schema) || depth === 0) return randomValue(random, 1);
  const get = (keyword: string) => member(schema, keyword);
  const into = (part: Json) => drawInstance(part, random, root, depth - 1);
  const constant = get('const');
  if (constant !== undefined) return constant;
  const listed = get('enum');
  if (isJsonArray(listed) && listed.length > 0) return random.pick(listed);
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const branch = get(keyword);
    return isJsonArray(branch) ? branch : [];
  });
  const conditions = ['if', 'then', 'else'].flatMap((keyword) => get(keyword) ?? []);
  if (branches.length > 0 && random.chance(0.5)) return into(random.pick(branches));
  if (conditions.length > 0 && random.chance(0.4)) return into(random.pick(conditions));
  const reference = get('$ref');
  if (typeof reference === 'string' && random.chance(0.6)) {
    const defs = isJsonObject(root) ? member(root, '$defs') : undefined;
    return into(reference === '#' || !isJsonObject(defs) ? root : (member(defs, 'd') ?? true));
  }
  const type = get('type');
  const types = isJsonArray(type) ? type : type === undefined ? [] : [type];
  const wanted = types.length > 0 && random.chance(0.9) ? random.pick(types) : wordedType(schema);
  if (wanted === 'number' || wanted === 'integer') return drawNumber(schema, random);
  if (wanted === 'object') return drawObject(schema, random, into);
  if (wanted === 'array') return drawArray(schema, random, into);
  if (wanted === 'null') return null;
  if (wanted === 'boolean') return random.chance(0.5);
  return randomValue(random, 2);
}

function wordedType(schema: { readonly [name: string]: Json }): string {
  const keywords = Object.keys(schema);
  if (keywords.some((name) => /ropert|^required$|^dependent/.test(name))) return 'object';
  if (keywords.some((name) => /tems$|ontains$/.test(name))) return 'array';
  if (keywords.some((name) => /imum$|^multipleOf$/.test(name))) return 'number';
  return 'any';
}

function drawNumber(schema: { readonly [name: string]: Json }, random: RandomSource): Json {
  const near = Object.values(schema).filter((value) => typeof value === 'number');
  const base = near.length > 0 ? random.pick(near) : 0;
  return base + random.pick([0, 0, 1, -1, 0.5, -0.5, 2, 3]);
}

function drawObject(
  schema: { readonly [name: string]: Json },
  random: RandomSource,
  into: (part: Json) => Json,
): Json {
  const properties = member(schema, 'properties');
  const named = isJsonObject(properties) ? properties : {};
  const required = member(schema, 'required');
  const names = new Set<string>();
  for (const name of Object.keys(named)) if (random.chance(0.6)) names.add(name);
  if (isJsonArray(required) && random.chance(0.9)) {
    for (const name of required) if (typeof name === 'string') names.add(name);
  }
  while (random.chance(0.4)) names.add(random.pick(['a', 'b', 'ab', 'c', 'x', '1', 'ba']));
  const others = ['additionalProperties', 'unevaluatedProperties'].flatMap(
    (keyword) => member(schema, keyword) ?? [],
  );
  const patterns = member(schema, 'patternProperties');
  if (isJsonObject(patterns)) others.push(...Object.values(patterns));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      into(member(named, name) ?? (others.length > 0 ? random.pick(others) : true)),
    ]),
  );
}

function drawArray(
  schema: { readonly [name: string]: Json },
  random: RandomSource,
  into: (part: Json) => Json,
): Json {
  const prefix = member(schema, 'prefixItems');
  const parts = [member(schema, 'items'), member(schema, 'contains')].flatMap((part) => part ?? []);
  return Array.from({ length: random.whole(0, 4) }, (_, index) => {
    const first = isJsonArray(prefix) ? prefix[index] : undefined;
    return into(first ?? (parts.length > 0 ? random.pick(parts) : true));
  });
}
