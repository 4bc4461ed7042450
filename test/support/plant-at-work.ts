import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../cli/environment.ts';
import type { RoleName } from '../../cli/roles/role-names.ts';
import { runRole } from '../../cli/roles/roles.ts';
import { type BuiltPlant, buildPlant, saveBuild } from '../../cli/runtime/built-plant.ts';
import type { Store } from '../../connectors/connector.ts';
import { type Log, silentLog } from '../../connectors/log.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { type Counters, noCounters } from '../../ingestion/counters.ts';

/** Where a plant under test runs; all four stores are in one database. */
export interface Surroundings {
  readonly database: string;
  readonly mqtt: string;
  readonly amqp?: string;
  readonly personal?: Environment['personal'];
  readonly log?: Log;
  readonly counters?: Counters;
}

/** A plant whose processes run in this one. */
export interface PlantAtWork {
  readonly built: BuiltPlant;
  /** Ends the roles gracefully. */
  end(): Promise<void>;
}

/** Builds contracts, applies their plan through `store` and runs the role until `end`. */
export async function startPlant(
  files: Readonly<Record<string, string>>,
  store: Store,
  around: Surroundings,
  role: RoleName = 'all',
): Promise<PlantAtWork> {
  const built = await buildPlant(memoryFiles(files));
  const stores = { raw: store, metrics: store, curated: store, business: store };
  const applied = await applyPlan(built.plan, stores, { now: Date.now() });
  if (applied.kind === 'refused') throw new Error(JSON.stringify(applied.refusals));
  const root = await mkdtemp(join(tmpdir(), 'plant-at-work-'));
  const build = await saveBuild(root, built);
  const ending = new AbortController();
  const { database, mqtt, amqp, personal, log = silentLog, counters = noCounters } = around;
  const running = runRole(role, {
    plan: built.plan,
    build,
    environment: {
      stores: { raw: database, metrics: database, curated: database, business: database },
      mqtt: { events: mqtt, sensors: mqtt },
      ...(amqp === undefined ? {} : { amqp }),
      ...(personal === undefined ? {} : { personal }),
      metricsPort: 0,
    },
    instance: 'test',
    log,
    counters,
    signal: ending.signal,
  });
  // A role that fails at once must fail the test, not the process.
  running.catch(() => undefined);
  return {
    built,
    end: async () => {
      ending.abort();
      await running;
      await rm(root, { recursive: true, force: true });
    },
  };
}
