/*
 * npm run prove containment -- --pairs 100000 [--seed 1] [--instances 200] [--ajv-every 10]
 *
 * Random pairs of schemas: no verdict may be contradicted by drawn instances, every schema contains
 * itself, containment is transitive, ajv agrees about every counterexample, and nothing is undecided
 * inside the decidable subset.
 */
import { parseArgs } from 'node:util';
import { judgePairs, pairFigures } from '../contracts/compatibility/judge-pairs.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    instances: { type: 'string', default: '200' },
    'ajv-every': { type: 'string', default: '1' },
  },
});
const seed = Number(values.seed);
const pairs = Number(values.pairs);
const report = judgePairs({
  pairs,
  seed,
  instances: Number(values.instances),
  ajvEvery: Number(values['ajv-every']),
  progress: (done) => process.stderr.write(`\r${done}`),
});
process.stderr.write('\n');
process.stdout.write(`seed ${seed}, ${pairs} pairs\n${pairFigures(report)}\n`);
const failures = [...report.contradictions, ...report.ajvDiffers, ...report.undecidedInside];
for (const text of failures.slice(0, 20)) process.stdout.write(`${text}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
