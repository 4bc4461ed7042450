/*
 * npm run prove containment -- [--pairs 100000] [--seed 1] [--instances 200] [--ajv-every 10]
 * npm run prove containment -- --peers
 *
 * Random pairs of schemas in all drafts, formats asserted and not: no verdict may be contradicted by
 * drawn instances, every counterexample is confirmed by generated validators and some by ajv, every
 * schema contains itself however it is written, containment is transitive, and nothing is undecided
 * inside the decidable subset. One line per thousand pairs; each thousand has a seed of its own, so a
 * failure is repeated by `--pairs 1000 --seed <that seed>`.
 *
 * With --peers: the verdicts of json-schema-diff beside ours on Apicurio's cases (TUNDISH_CONFORMANCE).
 */
import { parseArgs } from 'node:util';
import { judgePairs, percentile } from '../contracts/compatibility/containment/judge-pairs.ts';
import { peerTable } from '../contracts/compatibility/containment/peer-table.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    instances: { type: 'string', default: '200' },
    'ajv-every': { type: 'string', default: '10' },
    peers: { type: 'boolean', default: false },
  },
});

if (values.peers) process.stdout.write(await peerTable());
else proveRandomPairs();

function proveRandomPairs(): void {
  const portion = 1_000;
  const total = Number(values.pairs);
  const started = performance.now();
  const failures: string[] = [];
  const milliseconds: number[] = [];
  const counts = { contained: 0, 'not-contained': 0, undecided: 0 };
  const sums = {
    instances: 0,
    telling: 0,
    confirmed: 0,
    ajvAsked: 0,
    selves: 0,
    chains: 0,
    unjudged: 0,
  };
  for (let done = 0; done < total; done += portion) {
    const seed = Number(values.seed) + done / portion;
    const report = judgePairs({
      seed,
      pairs: Math.min(portion, total - done),
      instances: Number(values.instances),
      ajvEvery: Number(values['ajv-every']),
    });
    const found = [...report.contradictions, ...report.ajvDiffers, ...report.undecidedInside];
    failures.push(...found);
    for (const text of found) process.stdout.write(`seed ${seed}: ${text}\n`);
    milliseconds.push(...report.milliseconds);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name];
    for (const verdict of ['contained', 'not-contained', 'undecided'] as const) {
      counts[verdict] += report.counts[verdict];
    }
    const pairs = Math.min(done + portion, total);
    const rate = (pairs * 1_000) / (performance.now() - started);
    process.stdout.write(
      `seed ${seed}: ${pairs} pairs, ${counts.contained} contained, ${counts['not-contained']} not contained, ${counts.undecided} undecided, ${failures.length} failures, ${rate.toFixed(0)} pairs/s\n`,
    );
  }
  milliseconds.sort((a, b) => a - b);
  const [median, p99] = [0.5, 0.99].map((part) => percentile(milliseconds, part).toFixed(3));
  process.stdout.write(
    `${total} pairs, seeds ${values.seed} to ${Number(values.seed) + Math.ceil(total / portion) - 1}: ${sums.instances} values drawn, ${sums.telling} of them instances of a contained a; ${sums.confirmed} counterexamples confirmed by generated validators, ${sums.ajvAsked} shown to ajv as well; ${sums.selves} schemas in other words, ${sums.chains} chains of three; ${sums.unjudged} pairs without a sample\n${failures.length} failures, median ${median} ms, p99 ${p99} ms\n`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}
