/*
 * npm run bench containment [-- rounds]
 *
 * Milliseconds of CPU per pair of `contains` (other load on the machine changes the clock's far more):
 * payload schemas of realistic shape with one thing changed, in
 * both directions, and random small schemas; and, where TUNDISH_CONFORMANCE names a folder with Apicurio's
 * cases, those by ours and by json-schema-diff. (`npm run prove containment -- --peers` compares verdicts.)
 */
import { createRequire } from 'node:module';
import { contains } from '../../contracts/compatibility/containment/contains.ts';
import type { Json } from '../../contracts/source/json.ts';
import { isJsonArray, isJsonObject } from '../../contracts/source/json-schema/json-object.ts';
import { upgradeSchema } from '../../contracts/source/json-schema/upgrade-schema.ts';
import {
  apicurioCases,
  apicurioIsThere,
} from '../contracts/compatibility/containment/apicurio-cases.ts';
import { percentile } from '../contracts/compatibility/containment/judge-pairs.ts';
import {
  changedSchema,
  randomDocument,
} from '../contracts/compatibility/containment/random-schemas.ts';
import { cpuMilliseconds } from '../support/cpu-milliseconds.ts';
import { randomSource } from '../support/records/random-source.ts';
import { syntheticSchema } from '../support/records/synthetic-schema.ts';

const rounds = Number(process.argv[2] ?? 200);

/** Applies a change to every schema object below. */
function changed(schema: Json, change: (name: string, value: Json) => Json): Json {
  if (isJsonArray(schema)) return schema.map((item) => changed(item, change));
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, changed(change(name, value), change)]),
  );
}

const changes: readonly ((name: string, value: Json) => Json)[] = [
  (name, value) => (name === 'maxLength' && typeof value === 'number' ? value + 5 : value),
  (name, value) => (name === 'minimum' && typeof value === 'number' ? value - 1 : value),
  (name, value) => (name === 'enum' && isJsonArray(value) ? [...value, 'another'] : value),
  (name, value) => (name === 'required' && isJsonArray(value) ? value.slice(1) : value),
  (name, value) => (name === 'type' && value === 'integer' ? 'number' : value),
];

function* payloadPairs(): Generator<readonly [Json, Json]> {
  for (let seed = 1; seed <= rounds; seed += 1) {
    const schema = syntheticSchema(seed);
    const change = changes[seed % changes.length] ?? ((_, value) => value);
    const other = changed(schema, change);
    yield [schema, other];
    yield [other, schema];
  }
}

function* randomPairs(): Generator<readonly [Json, Json]> {
  const random = randomSource(7);
  for (let index = 0; index < rounds * 10; index += 1) {
    const a = randomDocument(random);
    yield [a, random.chance(0.5) ? changedSchema(a, random) : randomDocument(random)];
  }
}

function row(what: string, pairs: Iterable<readonly [Json, Json]>): string {
  const times: number[] = [];
  let decided = 0;
  for (const [a, b] of pairs) {
    const started = cpuMilliseconds();
    const { verdict } = contains(a, b);
    times.push(cpuMilliseconds() - started);
    if (verdict !== 'undecided') decided += 1;
  }
  return figures(what, times, decided);
}

function figures(what: string, times: number[], decided: number): string {
  times.sort((x, y) => x - y);
  const cells = [0.5, 0.99, 1].map((part) => percentile(times, part).toFixed(3).padStart(10));
  const share = ((100 * decided) / times.length).toFixed(1);
  return `${what.padEnd(28)}${String(times.length).padStart(7)}${cells.join('')}${share.padStart(9)} %\n`;
}

process.stdout.write(
  `${'pairs'.padEnd(28)}${'count'.padStart(7)}${['median ms', 'p99 ms', 'most ms'].map((head) => head.padStart(10)).join('')}${'decided'.padStart(11)}\n`,
);
process.stdout.write(row('payload, one change', payloadPairs()));
process.stdout.write(row('random, small', randomPairs()));
process.stdout.write(await besidePeer());

/** Apicurio's pairs by json-schema-diff, which is asked pair by pair as well, and by ours. */
async function besidePeer(): Promise<string> {
  if (!apicurioIsThere) {
    return "skipped: json-schema-diff (TUNDISH_CONFORMANCE names no folder with Apicurio's cases)\n";
  }
  const { diffSchemas } = createRequire(import.meta.url)('json-schema-diff') as {
    diffSchemas(pair: { sourceSchema: Json; destinationSchema: Json }): Promise<unknown>;
  };
  const cases = apicurioCases();
  const times: number[] = [];
  let decided = 0;
  for (const { a, b } of cases) {
    const started = cpuMilliseconds();
    const isDecided = await diffSchemas({ sourceSchema: a, destinationSchema: b }).then(
      () => true,
      () => false,
    );
    times.push(cpuMilliseconds() - started);
    if (isDecided) decided += 1;
  }
  const upgraded = cases.map(
    ({ a, b }) =>
      [upgradeSchema(a, 'draft-07').document, upgradeSchema(b, 'draft-07').document] as const,
  );
  return row('Apicurio', upgraded) + figures('Apicurio, json-schema-diff', times, decided);
}
