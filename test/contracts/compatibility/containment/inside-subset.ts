import { contains } from '../../../../contracts/compatibility/containment/contains.ts';
import { beyondDecidable } from '../../../../contracts/compatibility/containment/decidable-subset.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { isJsonArray, isJsonObject } from '../../../../contracts/source/json-schema/json-object.ts';
import { checkSchemaShape } from '../../../../contracts/source/json-schema/schema-shape.ts';
import { type RandomSource, randomSource } from '../../../support/records/random-source.ts';
import { changedSchema, randomDocument } from './random-schemas.ts';

/** The largest values that the subset admits, and some below. */
const LARGE: ReadonlyMap<string, readonly number[]> = new Map([
  ['maxContains', [4, 8]],
  ['minContains', [3, 8]],
  ['minItems', [20, 100]],
  ['minLength', [100, 1_000]],
  ['minProperties', [12, 100]],
]);

const IRREGULAR = ['\\bheat\\b', '^(?=a).*b$', '(a|b)\\1', '(?<!a)b$'];

export interface SubsetReport {
  readonly pairs: number;
  /** Pairs that were left undecided. */
  readonly undecided: readonly string[];
}

/** Decides pairs of schemas for which `isInside` holds, at the limits of the subset too. */
export function judgeInside(
  { seed, pairs }: { readonly seed: number; readonly pairs: number },
  isInside: (schema: Json) => boolean = (schema) => beyondDecidable(schema).length === 0,
): SubsetReport {
  const random = randomSource(seed);
  const undecided: string[] = [];
  for (let done = 0; done < pairs; done += 1) {
    const a = drawInside(random, isInside, () => randomDocument(random));
    const b = drawInside(random, isInside, () =>
      random.chance(0.6) ? changedSchema(a, random) : randomDocument(random),
    );
    const formats = random.chance(0.5) ? 'assert' : 'annotate';
    const result = contains(a, b, { formats });
    if (result.verdict === 'undecided') {
      undecided.push(`${result.reason}: ${JSON.stringify({ a, b, formats })}`);
    }
  }
  return { pairs, undecided };
}

function drawInside(
  random: RandomSource,
  isInside: (schema: Json) => boolean,
  draw: () => Json,
): Json {
  for (;;) {
    const schema = enlarged(draw(), random);
    if (
      checkSchemaShape(schema).every(({ severity }) => severity !== 'error') &&
      isInside(schema)
    ) {
      return schema;
    }
  }
}

/** Some numbers become as large as they may be, some patterns irregular. */
function enlarged(schema: Json, random: RandomSource): Json {
  if (isJsonArray(schema)) return schema.map((each) => enlarged(each, random));
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      const large = LARGE.get(keyword);
      if (large !== undefined && random.chance(0.15)) return [keyword, random.pick(large)];
      if (keyword === 'pattern' && random.chance(0.05)) return [keyword, random.pick(IRREGULAR)];
      return [keyword, ['enum', 'const'].includes(keyword) ? value : enlarged(value, random)];
    }),
  );
}
