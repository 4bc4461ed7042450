import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../../../contracts/source/json.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const path = join(conformance ?? '', 'data/apicurio/compatibility-test-data.json');

/** Apicurio's compatibility cases are at hand. */
export const apicurioIsThere = conformance !== undefined && existsSync(path);

export interface DirectedCase {
  /** `String: pattern 1 ->` from the original to the updated schema, `<-` back. */
  readonly name: string;
  readonly a: Json;
  readonly b: Json;
  /** What the label says of a in b. */
  readonly label: boolean;
}

interface Case {
  readonly id: string;
  readonly compatibility: 'backward' | 'both' | 'none';
  readonly original: Json;
  readonly updated: Json;
}

/** Each case in both directions. */
export function apicurioCases(): readonly DirectedCase[] {
  const { tests } = JSON.parse(readFileSync(path, 'utf8')) as { readonly tests: Case[] };
  return tests.flatMap(({ id, compatibility, original, updated }) => [
    {
      name: `${id} ->`,
      a: original,
      b: updated,
      label: compatibility === 'both' || compatibility === 'backward',
    },
    { name: `${id} <-`, a: updated, b: original, label: compatibility === 'both' },
  ]);
}
