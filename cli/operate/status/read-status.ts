import { Failure } from '../../../connectors/failure.ts';
import type { Plant } from '../../../contracts/model/plant.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import type { Environment } from '../../environment.ts';
import { openStores } from '../../runtime/open-stores.ts';
import { reachServers } from '../reach-servers.ts';
import type { Server } from '../servers.ts';
import type { DatabaseStatus, EnvironmentStatus, ServerStatus } from './environment-status.ts';
import { problemsOf } from './problems.ts';
import { promisedLatencies } from './promised-latency.ts';
import { readApplied, readDatabase } from './read-database.ts';

/** Looks at everything once. Rejects with a Failure for what is neither silence nor a missing table. */
export async function readStatus(options: {
  readonly plant: Plant;
  readonly plan: Plan;
  /** Counts tables however large they are. */
  readonly exact: boolean;
  readonly fingerprint: string;
  readonly environment: Environment;
  readonly environmentName: string;
  readonly servers: readonly Server[];
  readonly now: number;
}): Promise<EnvironmentStatus> {
  const { plan, environment, environmentName, now } = options;
  const servers = await serverStatus(options.servers);
  const silent = servers.some(({ key, says }) => key.startsWith('stores.') && says === undefined);
  const database = silent
    ? undefined
    : await databaseStatus(plan, environment, now, {
        promised: promisedLatencies(options.plant),
        exact: options.exact,
      });
  return {
    plant: plan.plant,
    environment: environmentName,
    at: new Date(now).toISOString(),
    plan: options.fingerprint,
    servers,
    ...(database === undefined ? {} : { database }),
    problems: problemsOf(environmentName, servers, database, now),
  };
}

async function serverStatus(servers: readonly Server[]): Promise<readonly ServerStatus[]> {
  const answers = await reachServers(servers);
  return answers.flatMap((answer) =>
    answer.server.uses.map(({ key, place }): ServerStatus => {
      const { address } = answer.server;
      return 'says' in answer
        ? { key, place, address, says: answer.says }
        : { key, place, address, reason: answer.reason, remedy: answer.remedy };
    }),
  );
}

async function databaseStatus(
  plan: Plan,
  environment: Environment,
  now: number,
  how: Parameters<typeof readDatabase>[3],
): Promise<DatabaseStatus> {
  const { stores, close } = openStores(environment);
  try {
    const applied = await readApplied(plan, stores, now);
    const nothing = { streams: [], steps: [], partitions: [], processes: [], instances: [] };
    if (applied.equal) return { applied, ...(await readDatabase(plan, stores, now, how)) };
    // Where the plan is not applied, what is there may still answer.
    const read = await readDatabase(plan, stores, now, how).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'drift') return nothing;
      throw error;
    });
    return { applied, ...read };
  } finally {
    await close();
  }
}
