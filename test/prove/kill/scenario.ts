import { setTimeout as sleep } from 'node:timers/promises';
import { compareWithRecompute } from '../../../cli/demo/full-recompute.ts';
import { namedRandom } from '../../../cli/demo/simulator/random.ts';
import type { Environment } from '../../../cli/environment.ts';
import type { RoleName } from '../../../cli/roles/role-names.ts';
import type { Store } from '../../../connectors/connector.ts';
import { mqttPublisher } from '../../../connectors/mqtt/mqtt-publisher.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { RoleUnderTest } from './role-under-test.ts';
import type { Traffic } from './traffic.ts';

export type Sabotage = 'early-ack' | 'no-dedup';

export interface Scenario {
  readonly path: 'direct' | 'queue';
  readonly victim: RoleName;
  readonly sabotage?: Sabotage;
  /** SIGTERM instead of SIGKILL: then nothing may be delivered twice either. */
  readonly graceful?: true;
}

export interface Verdict {
  readonly kills: number;
  readonly rawLost: number;
  readonly rawTwice: number;
  readonly curatedLost: number;
  readonly curatedTwice: number;
  /** Rows of computed datasets that differ from a full recompute. */
  readonly businessDifferent: number;
  readonly absorbed: number;
  readonly balanced: boolean;
}

export interface Bench {
  readonly plan: Plan;
  readonly build: string;
  readonly environment: Environment;
  readonly store: Store;
  readonly traffic: Traffic;
  readonly seed: number;
  readonly kills: number;
}

/** Replays the traffic while the victim is killed again and again, then counts. */
export async function runScenario(scenario: Scenario, bench: Bench): Promise<Verdict> {
  const { plan, build, environment, store } = bench;
  if (scenario.sabotage === 'no-dedup') await dropLedgerKeys(plan, store);
  const names: readonly RoleName[] =
    scenario.path === 'direct'
      ? ['pump', 'curated', 'business']
      : ['reader', 'writer', 'curated', 'business'];
  const roles = new Map(
    names.map((role) => [
      role,
      new RoleUnderTest({
        role,
        build,
        environment,
        ...(role === scenario.victim && scenario.sabotage === 'early-ack'
          ? { sabotage: 'early-ack' as const }
          : {}),
      }),
    ]),
  );
  const victim = roles.get(scenario.victim);
  if (victim === undefined) throw new Error(`no ${scenario.victim} on the ${scenario.path} path`);
  try {
    await Promise.all([...roles.values()].map((role) => role.start()));
    // Sessions and queues have to be there before the first message is.
    await sleep(2_000);
    await replayAndKill(victim, scenario, bench);
    await settled(bench);
    return await judge(bench);
  } finally {
    await Promise.all([...roles.values()].map((role) => role.stop()));
  }
}

async function replayAndKill(
  victim: RoleUnderTest,
  scenario: Scenario,
  { environment, traffic, seed, kills }: Bench,
): Promise<void> {
  const random = namedRandom(seed, `kills/${scenario.path}/${scenario.victim}`);
  const publisher = mqttPublisher({
    url: environment.mqtt.events,
    clientId: `kill-proof-${scenario.path}-${scenario.victim}`,
  });
  const { messages } = traffic;
  let next = 0;
  /** In small handfuls, so that at each moment some messages are on their way. */
  const publishUntil = async (end: number): Promise<void> => {
    const sent: Promise<void>[] = [];
    while (next < end) {
      const handful = messages.slice(next, Math.min(end, next + 12));
      next += handful.length;
      sent.push(...handful.map(({ topic, payload }) => publisher.publish(topic, payload)));
      await sleep(8);
    }
    await Promise.all(sent);
  };
  for (let kill = 1; kill <= kills; kill += 1) {
    const slice = publishUntil(Math.floor((messages.length * kill) / (kills + 1)));
    // From before the process has connected to well into its work.
    await sleep(random.integer(150, 1_100));
    await (scenario.graceful === true ? victim.stop() : victim.kill());
    await victim.start();
    await slice;
  }
  await publishUntil(messages.length);
  await publisher.close();
}

const quietMs = 4_000;
const deadlineMs = 120_000;

/** Waits until nothing is pending and nothing has moved for a while. */
async function settled({ plan, store }: Bench): Promise<void> {
  const books = openBooks(plan, { raw: store, metrics: store, curated: store });
  const started = Date.now();
  let last = '';
  let since = Date.now();
  while (Date.now() - started < deadlineMs) {
    const read = await books.read();
    const revisions = await store.query<{ n: string }>({
      text: 'SELECT (SELECT count(*) FROM business.heat_kpi) + (SELECT count(*) FROM business.consumption) AS n',
    });
    const state = JSON.stringify([read.events, revisions]);
    if (state !== last) since = Date.now();
    last = state;
    if (read.settled && Date.now() - since > quietMs) return;
    await sleep(250);
  }
}

async function judge({ plan, store, traffic, kills }: Bench): Promise<Verdict> {
  const raw = await countEvents(
    store,
    `SELECT payload->>'source' || '/' || (payload->>'sequence') AS key FROM raw.heat
     UNION ALL SELECT payload->>'meter' || '/' || (payload->>'reading') FROM raw.meter_reading`,
  );
  const curated = await countEvents(
    store,
    `SELECT source || '/' || sequence AS key FROM curated.heat
     UNION ALL SELECT meter || '/' || reading FROM curated.meter_reading`,
  );
  const expected = traffic.events.heats.size + traffic.events.readings.size;
  const comparisons = await compareWithRecompute(store, plan);
  const books = await openBooks(plan, { raw: store, metrics: store, curated: store }).read();
  return {
    kills,
    rawLost: expected - raw.different,
    rawTwice: raw.rows - raw.different,
    curatedLost: expected - curated.different,
    curatedTwice: curated.rows - curated.different,
    businessDifferent: comparisons.reduce((sum, { different }) => sum + different, 0),
    absorbed: books.events.reduce((sum, { duplicate }) => sum + duplicate, 0),
    balanced: books.balanced && books.settled,
  };
}

async function countEvents(store: Store, keys: string) {
  const [row] = await store.query<{ rows: string; different: string }>({
    text: `SELECT count(*) AS rows, count(DISTINCT key) AS different FROM (${keys}) AS k`,
  });
  return { rows: Number(row?.rows), different: Number(row?.different) };
}

/** Without its unique key a ledger lets everything through. */
async function dropLedgerKeys(plan: Plan, store: Store): Promise<void> {
  for (const dataset of plan.datasets) {
    if (dataset.kind !== 'event') continue;
    await store.query({
      text: `ALTER TABLE raw."${dataset.raw.ledger}" DROP CONSTRAINT "${dataset.raw.ledger}_pkey"`,
    });
  }
}
