import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import { hasErrors } from '../../../contracts/finding.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { UsageError } from '../../command.ts';
import { environmentOf, readEnvironmentFile } from '../../environment.ts';
import { demoHome } from '../../how-to-run.ts';
import { requirePersonalKeys } from '../../roles/personal-keys.ts';
import { buildPlant, ContractsRefused } from '../../runtime/built-plant.ts';
import { reachServers } from '../reach-servers.ts';
import { checkAmqp, checkMqtt } from './check-brokers.ts';
import { checkDatabase } from './check-databases.ts';
import { checkNames, checkPorts, readServers } from './check-environment.ts';
import { checkFileSets } from './check-file-sets.ts';
import { checkMachine } from './check-machine.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

/** All checks, in the order in which one depends on another. Changes nothing but a probe file. */
export async function examine(options: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: this machine and this folder only. */
  readonly environment: string | undefined;
  readonly clock: () => number;
}): Promise<readonly CheckResult[]> {
  const { root, env, environment, clock } = options;
  const projects = [...new Set([root, demoHome(root)])];
  const repository = await checkRepositoryHere(root);
  return [
    ...(await checkMachine(root, projects)),
    ...repository.results,
    ...(environment === undefined
      ? []
      : await checkEnvironment({ root, env, environment, clock, plan: repository.plan })),
  ];
}

async function checkRepositoryHere(
  root: string,
): Promise<{ readonly results: readonly CheckResult[]; readonly plan?: Plan }> {
  const { ok, failed } = resultsOf('repository');
  const files = await diskFiles(root);
  if ((await files.read('plant.yaml')) === undefined) {
    return {
      results: [
        failed(
          'plant.yaml',
          'there is no plant.yaml in this folder',
          'Go to the root of the repository, or make one: tundish init',
        ),
      ],
    };
  }
  try {
    const { plan, plant } = await buildPlant(files);
    return {
      plan,
      results: [ok('contracts', `${plant.products.length} products of ${plan.plant}`)],
    };
  } catch (error) {
    if (!(error instanceof ContractsRefused) || !hasErrors(error.findings)) throw error;
    return { results: [failed('contracts', error.message, 'tundish check')] };
  }
}

async function checkEnvironment(options: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly environment: string;
  readonly clock: () => number;
  readonly plan: Plan | undefined;
}): Promise<readonly CheckResult[]> {
  const { root, env, plan, clock } = options;
  const { ok, failed } = resultsOf('environment');
  const file = await readEnvironmentFile(root, options.environment);
  const environment = environmentOf(file, env);
  const { servers, results } = readServers(environment, file);
  const found: CheckResult[] = [
    ...results,
    ...(await checkNames(servers)),
    ...(await checkPorts(environment, file)),
  ];
  if (plan !== undefined) {
    try {
      if (requirePersonalKeys(plan, environment) !== undefined) {
        found.push(ok('personal', 'the keys of personal fields are there'));
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      found.push(
        failed('personal', error.message, 'Set the variable; keep the key as long as the data'),
      );
    }
  }
  for (const answer of await reachServers(servers)) {
    const { kind, uses, address } = answer.server;
    const name = uses.map(({ key }) => key).join(', ');
    const group = kind === 'postgresql' ? 'databases' : 'brokers';
    if ('reason' in answer) {
      const places = uses.map(({ place }) => place).join(', ');
      found.push(
        resultsOf(group).failed(
          name,
          `${address} does not answer (${places}): ${answer.reason}`,
          answer.remedy,
        ),
      );
      continue;
    }
    const check = {
      postgresql: () => checkDatabase(answer.server, clock),
      mqtt: async () => checkMqtt(answer),
      amqp: () => checkAmqp(answer, plan),
    }[kind];
    found.push(
      ...(await check().catch((error: unknown) => [
        resultsOf(group).unknown(
          name,
          error instanceof Error ? error.message : 'unknown',
          'Try again',
        ),
      ])),
    );
  }
  if (plan !== undefined) found.push(...(await checkFileSets(plan, environment.files ?? {}, root)));
  return found;
}
