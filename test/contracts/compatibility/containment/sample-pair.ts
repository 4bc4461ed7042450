import type { Json } from '../../../../contracts/source/json.ts';
import { isJsonArray, isJsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import type { RandomSource } from '../../../support/records/random-source.ts';
import { drawInstance } from './draw-instance.ts';
import { type Accepts, Unjudged } from './generated-judge.ts';
import { randomValue } from './random-schemas.ts';

export interface Sample {
  readonly drawn: number;
  /** Instances of a. */
  readonly ofA: number;
  /** An instance of a that is none of b. */
  readonly refutes: { readonly value: Json } | undefined;
}

/**
 * Draws values along the words of both schemas, and neighbours of the instances of a among them, and
 * asks the two validators about each.
 */
export function samplePair(
  { a, b, count }: { readonly a: Json; readonly b: Json; readonly count: number },
  judges: { readonly a: Accepts; readonly b: Accepts },
  random: RandomSource,
): Sample {
  const instances: Json[] = [];
  let refutes: Sample['refutes'];
  let ofA = 0;
  for (let drawn = 0; drawn < count; drawn += 1) {
    const value = draw(a, b, instances, random);
    try {
      if (!judges.a(value)) continue;
      ofA += 1;
      if (instances.length < 20) instances.push(value);
      if (!judges.b(value)) refutes ??= { value };
    } catch (error) {
      if (!(error instanceof Unjudged)) throw error;
    }
  }
  return { drawn: count, ofA, refutes };
}

function draw(a: Json, b: Json, instances: readonly Json[], random: RandomSource): Json {
  const kind = random.next();
  if (kind < 0.25 && instances.length > 0) return neighbour(random.pick(instances), random);
  if (kind < 0.6) return drawInstance(a, random);
  if (kind < 0.85) return drawInstance(b, random);
  return randomValue(random);
}

/** The value with one thing changed somewhere. */
function neighbour(value: Json, random: RandomSource): Json {
  if (typeof value === 'number') return value + random.pick([1, -1, 0.5, 0.01, 2]);
  if (typeof value === 'string') {
    return random.chance(0.5) ? value.slice(1) : value + random.pick(['a', 'b', '1', '-']);
  }
  if (isJsonArray(value)) {
    if (value.length === 0 || random.chance(0.3)) return [...value, randomValue(random, 1)];
    const at = random.whole(0, value.length - 1);
    if (random.chance(0.3)) return value.filter((_, index) => index !== at);
    if (random.chance(0.2)) return [...value, value[at] ?? null];
    return value.map((item, index) => (index === at ? neighbour(item, random) : item));
  }
  if (!isJsonObject(value)) return randomValue(random, 1);
  const names = Object.keys(value);
  if (names.length === 0 || random.chance(0.3)) {
    return { ...value, [random.pick(['a', 'b', 'ab', 'c', 'x', '1'])]: randomValue(random, 1) };
  }
  const name = random.pick(names);
  const { [name]: part, ...rest } = value;
  return random.chance(0.4) ? rest : { ...rest, [name]: neighbour(part ?? null, random) };
}
