/*
 * npm run prove replay-stored [-- --messages 200000 --most-seconds 10]
 *
 * Fills a raw table of a real PostgreSQL through the platform's own writer with heat reports, some of
 * them broken in every way a source breaks them, proposes a change of their contract (a member becomes
 * required, a list of values and a maximum shrink, another maximum grows), judges all stored messages
 * again as `tundish check --replay` does, and counts the same by SQL over the stored JSON. The counts
 * are equal, and it takes ten seconds at most.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StreamReplay } from '../../cli/gate/gate-result.ts';
import { replayStored } from '../../cli/gate/replay-stored.ts';
import { buildPlant } from '../../cli/runtime/built-plant.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { countBySql, type SqlCounts } from '../support/replay/count-by-sql.ts';
import { proposedHeats } from '../support/replay/proposed-heats.ts';
import { receivedAtMs, storeHeats } from '../support/replay/stored-heats.ts';
import { postgres15, postgres18 } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '200000' },
    'most-seconds': { type: 'string', default: '10' },
  },
});
const host = await startHost({ all: true });
try {
  process.exitCode = await prove(Number(values.messages));
} finally {
  await host.stop();
}

async function prove(count: number): Promise<number> {
  const database = (await postgres15()) ?? (await postgres18());
  if (database === undefined) {
    process.stderr.write('This proof needs PostgreSQL: see test/support/services.\n');
    return 3;
  }
  const files = await diskFiles(join(import.meta.dirname, '../..'));
  const [previous, current] = await Promise.all([
    buildPlant(files),
    buildPlant(proposedHeats(files)),
  ]);
  const heats = previous.plan.datasets.find(({ id }) => id === 'heat.heat');
  if (heats?.kind !== 'event') throw new Error('The plant has no heats.');
  const { url } = database;
  const store = postgresStore(url);
  try {
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const nowMs = receivedAtMs(count, count);
    await applyPlan(previous.plan, stores, { now: nowMs });
    const filling = performance.now();
    await storeHeats(store, heats, count);
    await store.query({ text: 'VACUUM ANALYZE raw.heat' });
    process.stdout.write(`${grouped(count)} messages stored in ${secondsSince(filling)} s\n`);
    const days = 15;
    const report = await replayStored({
      previous: previous.plan,
      current: current.plan,
      environmentName: 'proof',
      environment: {
        stores: { raw: url, metrics: url, curated: url, business: url },
        mqtt: { events: '', sensors: '' },
        metricsPort: 0,
      },
      days,
      nowMs,
    });
    const counting = performance.now();
    const counts = await countBySql(store, new Date(nowMs - days * 86_400_000).toISOString());
    const [stream] = report.streams;
    if (stream === undefined) throw new Error('No stream was judged.');
    process.stdout.write(
      `judged again in ${report.seconds.toFixed(1)} s (${grouped(Math.round(stream.judged / report.seconds))}/s); counted by SQL in ${secondsSince(counting)} s\n\n`,
    );
    return compare(stream, counts, report.seconds);
  } finally {
    await store.close();
  }
}

function compare(stream: StreamReplay, counts: SqlCounts, seconds: number): number {
  const reason = (rule: string, pointer: string): number =>
    stream.reasons.find((each) => each.rule === rule && each.pointer === pointer)?.messages ?? 0;
  const rows: readonly (readonly [string, number, number])[] = [
    ['judged', stream.judged, counts.judged],
    ['failing now, not before', stream.failing, counts.failing],
    ['failing before as well', stream.failedBefore, counts.failedBefore],
    ['mended', stream.mended, counts.mended],
    ['required /tundish_heat', reason('required', '/tundish_heat'), counts.noTundishHeat],
    ['enum /caster', reason('enum', '/caster'), counts.otherCaster],
    ['maximum /superheat', reason('maximum', '/superheat'), counts.tooHot],
    ['reasons', stream.reasons.length, 3],
  ];
  let wrong = 0;
  process.stdout.write(`${''.padEnd(26)}${'replay'.padStart(10)}${'SQL'.padStart(10)}\n`);
  for (const [name, ours, theirs] of rows) {
    if (ours !== theirs) wrong += 1;
    process.stdout.write(
      `${name.padEnd(26)}${grouped(ours).padStart(10)}${grouped(theirs).padStart(10)}  ${ours === theirs ? 'ok' : 'DIFFERENT'}\n`,
    );
  }
  const inTime = seconds <= Number(values['most-seconds']);
  process.stdout.write(
    `\n${wrong === 0 ? 'Equal' : `${wrong} counts differ`}; ${inTime ? 'in time' : `slower than ${values['most-seconds']} s`}.\n`,
  );
  return wrong === 0 && inTime ? 0 : 1;
}

function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
