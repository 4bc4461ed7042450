/*
 * npm run prove hostile-pairs [-- name]
 *
 * Pairs that are written to be slow or large: milliseconds of CPU, and the most memory that the process
 * had until then. One line of JSON per pair; a process of its own, for its memory is what is measured.
 */
import { compareSchemas } from '../../cli/compare-schemas.ts';
import { hostilePairs } from '../contracts/compatibility/containment/hostile-pairs.ts';
import { cpuMilliseconds } from '../support/cpu-milliseconds.ts';

// The first verdict of a process loads and compiles what all share.
compareSchemas({ type: 'string', pattern: 'a' }, { pattern: 'b' }, { dialect: '2020-12' });
const only = process.argv[2];
for (const { name, a, b } of hostilePairs()) {
  if (only !== undefined && name !== only) continue;
  const before = cpuMilliseconds();
  const result = compareSchemas(a, b, { dialect: '2020-12', milliseconds: 400 });
  const milliseconds = Math.round(cpuMilliseconds() - before);
  const reason = result.verdict === 'undecided' ? result.reason : '';
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1_024);
  process.stdout.write(
    `${JSON.stringify({ name, verdict: result.verdict, milliseconds, megabytes, reason })}\n`,
  );
}
