import type { Containment } from '../contracts/compatibility/containment/contains.ts';
import type { Json } from '../contracts/source/json.ts';
import { type Draft, draftOf } from '../contracts/source/json-schema/draft.ts';
import { compareSchemas, type Manner } from './compare-schemas.ts';
import { digitsBelow, inexactDigits, inexactNumber, inexactReason } from './inexact-digits.ts';

interface Answer {
  readonly id: Json | undefined;
  readonly verdict: Containment['verdict'];
  readonly counterexample?: Json;
  readonly reason?: string;
  readonly pointer?: string;
  readonly ms: number;
}

/** The answer to one line of a batch; without an `id` where the line is no pair. */
export function judgeLine(line: string, manner: Manner): Answer {
  const started = performance.now();
  const undecided = (id: Json | undefined, reason: string): Answer => ({
    id,
    verdict: 'undecided',
    reason,
    ms: rounded(performance.now() - started),
  });
  let pair: { readonly [name: string]: Json | undefined };
  try {
    pair = JSON.parse(line) as typeof pair;
  } catch {
    return undecided(undefined, 'the line is no JSON');
  }
  const { id = null, a, b } = pair ?? {};
  if (a === undefined || b === undefined)
    return undecided(undefined, 'the line is no pair of a and b');
  const named = pair.dialect === undefined ? manner.dialect : dialectOf(pair.dialect);
  if (named === undefined) return undecided(id, 'the dialect is not known');
  const inexact = inexactNumber(line);
  const digits = inexact === undefined ? undefined : inexactDigits(line);
  if (inexact !== undefined && digits === undefined) return undecided(id, inexactReason(inexact));
  const result = compareSchemas(a, b, {
    ...manner,
    dialect: named,
    ...(digits === undefined
      ? {}
      : { digits: { a: digitsBelow(digits, 'a'), b: digitsBelow(digits, 'b') } }),
  });
  return { id, ...result, ms: rounded(performance.now() - started) };
}

const DRAFTS: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09', '2020-12'];

/** A draft by its name (`draft-07`, `2019-09`) or by its URI. */
export function dialectOf(name: Json | undefined): Draft | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = name.replace(/^draft-?0?(\d)$/, 'draft-0$1').replace(/^draft\/?(?=20)/, '');
  return DRAFTS.find((draft) => draft === plain) ?? draftOf({ $schema: name });
}

export function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
