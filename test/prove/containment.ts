/*
 * npm run prove containment -- --pairs 100000 [--seed 1] [--instances 200] [--ajv-every 10]
 *
 * Random pairs of schemas: no verdict may be contradicted by drawn instances, every schema contains
 * itself, containment is transitive, ajv agrees about counterexamples, and nothing is undecided
 * inside the decidable subset. One line per thousand pairs; each thousand has a seed of its own.
 */
import { parseArgs } from 'node:util';
import { judgePairs, percentile } from '../contracts/compatibility/containment/judge-pairs.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    instances: { type: 'string', default: '200' },
    'ajv-every': { type: 'string', default: '1' },
  },
});
const portion = 1_000;
const total = Number(values.pairs);
const failures: string[] = [];
const milliseconds: number[] = [];
const counts = { contained: 0, 'not-contained': 0, undecided: 0 };
let instances = 0;
let telling = 0;
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
  instances += report.instances;
  telling += report.telling;
  for (const verdict of ['contained', 'not-contained', 'undecided'] as const) {
    counts[verdict] += report.counts[verdict];
  }
  process.stdout.write(
    `seed ${seed}: ${done + portion} pairs, ${counts.contained} contained, ${counts['not-contained']} not contained, ${counts.undecided} undecided, ${failures.length} failures\n`,
  );
}
milliseconds.sort((a, b) => a - b);
const [median, p99] = [0.5, 0.99].map((part) => percentile(milliseconds, part).toFixed(3));
process.stdout.write(
  `${total} pairs, ${instances} instances drawn, ${telling} of them instances of a contained a, ${failures.length} failures, median ${median} ms, p99 ${p99} ms\n`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
