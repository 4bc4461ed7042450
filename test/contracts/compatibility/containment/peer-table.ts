import { createRequire } from 'node:module';
import { compareSchemas } from '../../../../cli/compare-schemas.ts';
import type { Containment } from '../../../../contracts/compatibility/containment/contains.ts';
import type { Json } from '../../../../contracts/source/json.ts';
import { upgradeSchema } from '../../../../contracts/source/json-schema/upgrade-schema.ts';
import { apicurioCases, apicurioIsThere, type DirectedCase } from './apicurio-cases.ts';
import { ajvSays, percentile } from './judge-pairs.ts';

interface SchemaDiff {
  diffSchemas(options: {
    readonly sourceSchema: Json;
    readonly destinationSchema: Json;
  }): Promise<{ readonly removalsFound: boolean }>;
}

type PeerVerdict = 'contained' | 'not-contained' | 'error';

interface Row {
  readonly name: string;
  readonly ours: Containment;
  readonly peer: PeerVerdict;
  /** What ajv says of our counterexample in a and in b. */
  readonly confirmed: boolean;
}

/**
 * The verdicts of json-schema-diff 1.0.0 (draft 7, by set theory) beside ours on Apicurio's cases. A
 * value that a accepts and b does not is what it calls a removal.
 */
export async function peerTable(): Promise<string> {
  if (!apicurioIsThere) return 'TUNDISH_CONFORMANCE names no folder with the cases of Apicurio.\n';
  const peer = createRequire(import.meta.url)('json-schema-diff') as SchemaDiff;
  const rows: Row[] = [];
  const times = { ours: [] as number[], peer: [] as number[] };
  for (const each of apicurioCases()) {
    const started = performance.now();
    const ours = compareSchemas(each.a, each.b, { dialect: 'draft-07' });
    times.ours.push(performance.now() - started);
    const asked = performance.now();
    const verdict = await askPeer(peer, each);
    times.peer.push(performance.now() - asked);
    rows.push({ name: each.name, ours, peer: verdict, confirmed: isConfirmed(each, ours) });
  }
  return [...table(rows), ...figures(rows, times), ''].join('\n');
}

async function askPeer(peer: SchemaDiff, { a, b }: DirectedCase): Promise<PeerVerdict> {
  try {
    const { removalsFound } = await peer.diffSchemas({ sourceSchema: a, destinationSchema: b });
    return removalsFound ? 'not-contained' : 'contained';
  } catch {
    return 'error';
  }
}

function isConfirmed({ a, b }: DirectedCase, ours: Containment): boolean {
  if (ours.verdict !== 'not-contained') return false;
  const [inA, inB] = [a, b].map((schema) =>
    ajvSays(upgradeSchema(schema, 'draft-07').document, ours.counterexample),
  );
  return inA === true && inB === false;
}

function table(rows: readonly Row[]): readonly string[] {
  return rows
    .filter(({ ours, peer }) => ours.verdict !== peer)
    .map(({ name, ours, peer, confirmed }) => {
      const shown =
        ours.verdict === 'not-contained'
          ? `not contained: ${JSON.stringify(ours.counterexample)}${confirmed ? ' (ajv agrees)' : ''}`
          : ours.verdict === 'contained'
            ? 'contained (proved)'
            : ours.reason;
      return `${name.padEnd(44)}json-schema-diff: ${peer.padEnd(15)}${shown}`;
    });
}

function figures(
  rows: readonly Row[],
  times: { readonly ours: number[]; readonly peer: number[] },
): readonly string[] {
  const count = (holds: (row: Row) => boolean) => rows.filter(holds).length;
  const median = (list: number[]) =>
    percentile(
      list.sort((x, y) => x - y),
      0.5,
    ).toFixed(2);
  const missed = (row: Row) => row.ours.verdict === 'not-contained' && row.peer === 'contained';
  return [
    `${rows.length} directed pairs: json-schema-diff agrees on ${count(({ ours, peer }) => ours.verdict === peer)}`,
    `it misses ${count(missed)} breaks, for ${count((row) => missed(row) && row.confirmed)} of which ajv confirms our counterexample`,
    `it reports ${count(({ ours, peer }) => ours.verdict === 'contained' && peer === 'not-contained')} breaks where containment is proved, and fails on ${count(({ peer }) => peer === 'error')}`,
    `ours: ${count(({ ours }) => ours.verdict === 'undecided')} undecided; median ${median(times.ours)} ms, json-schema-diff ${median(times.peer)} ms`,
  ];
}
