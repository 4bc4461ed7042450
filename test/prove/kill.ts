/*
 * npm run prove kill [-- --events 20000 --kills 20 --seed 1 --only direct/pump]
 *
 * Each role of both paths is killed with SIGKILL at seeded moments while events are replayed;
 * brokers and database stay up. Afterwards each event stands exactly once in raw and in curated and
 * the key figures equal a full recompute. Ended by SIGTERM, a role also causes no second delivery:
 * what was absorbed is what the sources themselves sent twice. The same script with an early acknowledgement or without
 * deduplication has to show losses or duplicates: otherwise it could not see any.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFromDisk } from '../../cli/runtime/built-plant.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { mosquitto, postgres15, postgres18, rabbitmq } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import { runScenario, type Scenario, type Verdict } from './kill/scenario.ts';
import { killTraffic } from './kill/traffic.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const scenarios: readonly Scenario[] = [
  { path: 'direct', victim: 'pump' },
  { path: 'direct', victim: 'curated' },
  { path: 'direct', victim: 'business' },
  { path: 'queue', victim: 'reader' },
  { path: 'queue', victim: 'writer' },
  { path: 'queue', victim: 'curated' },
  { path: 'queue', victim: 'business' },
  { path: 'direct', victim: 'pump', graceful: true },
  { path: 'queue', victim: 'reader', graceful: true },
  { path: 'queue', victim: 'writer', graceful: true },
  { path: 'direct', victim: 'pump', sabotage: 'early-ack' },
  { path: 'direct', victim: 'pump', sabotage: 'no-dedup' },
  { path: 'queue', victim: 'reader', sabotage: 'early-ack' },
  { path: 'queue', victim: 'writer', sabotage: 'early-ack' },
];

const host = await startHost({ all: true });
try {
  process.exitCode = await prove();
} finally {
  await host.stop();
}

async function prove(): Promise<number> {
  const { built, folder } = await buildFromDisk(join(import.meta.dirname, '../..'));
  const seed = Number(values.seed);
  const traffic = killTraffic(seed, Number(values.events));
  const different = traffic.events.heats.size + traffic.events.readings.size;
  process.stdout.write(
    `${traffic.messages.length} messages, ${different} different events, ${values.kills} ends each, seed ${seed}\n\n`,
  );
  process.stdout.write(
    'path    ended     how        raw lost  raw twice  curated lost  curated twice  business ≠  absorbed  books  verdict\n',
  );
  let wrong = 0;
  for (const scenario of scenarios) {
    const name = [scenario.path, scenario.victim, kindOf(scenario)].filter(Boolean).join('/');
    if (values.only !== undefined && values.only !== name) continue;
    const [database, broker, queue] = await Promise.all([
      postgres15().then(async (found) => found ?? postgres18()),
      mosquitto(),
      rabbitmq(),
    ]);
    if (database === undefined || broker === undefined || queue === undefined) {
      process.stderr.write('This proof needs PostgreSQL, Mosquitto and RabbitMQ.\n');
      return 3;
    }
    const store = postgresStore(database.url);
    const stores = { raw: store, metrics: store, curated: store, business: store };
    await applyPlan(built.plan, stores, { now: Date.now() });
    const { url } = database;
    const environment = {
      stores: { raw: url, metrics: url, curated: url, business: url },
      mqtt: { events: broker.url, sensors: broker.url },
      ...(scenario.path === 'queue' ? { amqp: queue.url } : {}),
      metricsPort: 0,
    };
    const verdict = await runScenario(scenario, {
      plan: built.plan,
      build: folder,
      environment,
      store,
      traffic,
      seed,
      kills: Number(values.kills),
    });
    await store.close();
    await broker.stop();
    const resent = traffic.messages.length - different;
    const asExpected =
      scenario.sabotage === undefined
        ? isExact(verdict) && (scenario.graceful !== true || verdict.absorbed === resent)
        : !isExact(verdict);
    if (!asExpected) wrong += 1;
    process.stdout.write(`${line(scenario, verdict, asExpected)}\n`);
  }
  process.stdout.write(`\n${(await host.report()).join(', ')}\n`);
  process.stdout.write(
    wrong === 0 ? 'As it must be.\n' : `${wrong} rows are not as they must be.\n`,
  );
  return wrong === 0 ? 0 : 1;
}

function kindOf({ sabotage, graceful }: Scenario): string {
  return sabotage ?? (graceful === true ? 'sigterm' : '');
}

function isExact(verdict: Verdict): boolean {
  const { rawLost, rawTwice, curatedLost, curatedTwice, businessDifferent } = verdict;
  const faults = [rawLost, rawTwice, curatedLost, curatedTwice, businessDifferent];
  return verdict.balanced && faults.every((count) => count === 0);
}

function line(scenario: Scenario, verdict: Verdict, asExpected: boolean): string {
  const cells: readonly (readonly [string | number, number])[] = [
    [scenario.path, -7],
    [scenario.victim, -9],
    [kindOf(scenario), -10],
    [verdict.rawLost, 8],
    [verdict.rawTwice, 10],
    [verdict.curatedLost, 13],
    [verdict.curatedTwice, 14],
    [verdict.businessDifferent, 11],
    [verdict.absorbed, 9],
    [verdict.balanced ? 'ok' : 'no', 6],
    [asExpected ? '✓' : '✗', 8],
  ];
  return cells
    .map(([value, width]) =>
      width < 0 ? String(value).padEnd(-width) : String(value).padStart(width),
    )
    .join(' ');
}
