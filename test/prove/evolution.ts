/*
 * npm run prove evolution [-- --plates 100000 --rest 2000 --readers 3 --report 3]
 *
 * Two schema evolutions and the end of a major on PostgreSQL 15 and on 18, each up, down and up again,
 * while consumers of both majors read in loops, a report reads for seconds at a time, and the ETLs of
 * the old and the new plan write. No read fails, and afterwards apply finds nothing to do. The same
 * first change by a plain ALTER TABLE makes reads fail: so the check can tell.
 */
import { parseArgs } from 'node:util';
import { postgres15, postgres18 } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import { CONSUMER_TIMEOUT_MS, runEvolution, runNaively } from './evolution/run-evolution.ts';

const { values } = parseArgs({
  options: {
    plates: { type: 'string', default: '100000' },
    rest: { type: 'string', default: '2000' },
    readers: { type: 'string', default: '3' },
    report: { type: 'string', default: '3' },
  },
});
const options = {
  plates: Number(values.plates),
  restMs: Number(values.rest),
  readers: Number(values.readers),
  reportSeconds: Number(values.report),
};
const host = await startHost({ all: false });
try {
  process.exitCode = await prove();
} finally {
  await host.stop();
}

async function prove(): Promise<number> {
  let [proven, failed] = [0, 0];
  for (const [server, newDatabase] of [
    ['PostgreSQL 15', postgres15],
    ['PostgreSQL 18', postgres18],
  ] as const) {
    const database = await newDatabase();
    if (database === undefined) {
      say(`${server} is missing: see test/support/services.`);
      continue;
    }
    const { url } = database;
    say(`${server}: ${options.plates} plates, ${options.readers} readers of each query`);
    const report = await runEvolution({ ...options, url, tell: (line) => say(`  ${line}`) });
    const { reads, written } = report;
    say(
      `  ${reads.reads} reads, ${reads.failed} failed; the longest took ${Math.round(reads.longestMs)} ms`,
    );
    say(
      `  longest wait of a reader for a lock: ${Math.round(report.longestLockMs)} ms; ${report.lockRetries} times given way`,
    );
    say(
      `  ${written.v1} plates of major 1 and ${written.v2} of major 2 written meanwhile (${report.writerRetries} tries again), ${report.rows} rows brought over, ${report.reports} reports`,
    );
    for (const line of [...reads.failures, ...report.left]) say(`  WRONG: ${line}`);
    proven += 1;
    if (reads.failed > 0 || report.left.length > 0) failed += 1;
  }
  const plain = await ((await postgres15()) ?? (await postgres18()));
  if (plain !== undefined) {
    const naive = await runNaively({ ...options, url: plain.url });
    say(
      `ALTER TABLE by hand: ${naive.failed} of ${naive.reads} reads failed (more than ${CONSUMER_TIMEOUT_MS} ms)`,
    );
    if (naive.failed === 0) failed += 1;
  }
  return proven === 0 ? 3 : failed > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
