import { nearest } from '../../contracts/source/suggestion.ts';
import { type Command, exitCode, UsageError } from '../command.ts';
import { readEnvironment } from '../environment.ts';
import { parseOptions } from '../parse-options.ts';
import { requirePersonalKeys } from '../roles/personal-keys.ts';
import { requireServers } from '../roles/require-servers.ts';
import { type RoleName, roleNames } from '../roles/role-names.ts';
import { runRole } from '../roles/roles.ts';
import { buildFromDisk, ContractsRefused, loadPlan } from '../runtime/built-plant.ts';
import { processLog } from '../runtime/log.ts';
import { prometheusCounters, serveMetrics } from '../runtime/metrics.ts';

/** `tundish run <role> <env>`: one process of the data plane. */
export const command: Command = {
  name: 'run',
  drains: true,
  usage: `Usage: tundish run <role> <environment> [--instance <name>] [--build <folder>]

  role         reader (MQTT → queue), writer (queue → stores), pump (MQTT → stores),
               curated, business, all
  --instance   names this process in sessions and counters; stable over restarts (default: role)
  --build      a folder that an earlier build left, instead of building the contracts here

Ends gracefully at SIGTERM: intake stops, what is held is written and acknowledged.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      instance: { type: 'string' },
      build: { type: 'string' },
    });
    const [roleText, environmentName, ...more] = positionals;
    if (roleText === undefined || environmentName === undefined || more.length > 0) {
      throw new UsageError('expected a role and an environment');
    }
    const role = roleNamed(roleText);
    const instance = values.instance ?? role;
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(instance)) {
      throw new UsageError(`'${instance}' is not an instance name (a-z, 0-9, -; 40 at most)`);
    }
    const environment = await readEnvironment(context.cwd, environmentName, context.env);
    requireServers(role, environment);
    const build = values.build ?? (await buildHere(context.cwd, context.stderr));
    if (build === undefined) return exitCode.findings;
    const plan = await loadPlan(build);
    if (role === 'pump' || role === 'reader' || role === 'all')
      requirePersonalKeys(plan, environment);
    const log = processLog(role, context.env);
    const { counters, registry } = prometheusCounters(role);
    const metrics = await serveMetrics(registry, environment.metricsPort);
    log.info({ instance, metrics: metrics.url, plant: plan.plant }, `${role} is at work`);
    try {
      await runRole(role, {
        plan,
        build,
        environment,
        instance,
        log,
        counters,
        signal: context.signal,
      });
    } finally {
      await metrics.close();
    }
    log.info({ instance }, `${role} has ended`);
    return exitCode.ok;
  },
};

function roleNamed(text: string): RoleName {
  const found = roleNames.find((name) => name === text);
  if (found !== undefined) return found;
  const suggestion = nearest(text, roleNames);
  throw new UsageError(
    `there is no role '${text}'${suggestion === undefined ? '.' : `; did you mean '${suggestion}'?`} Roles: ${roleNames.join(', ')}.`,
  );
}

async function buildHere(
  root: string,
  stderr: (text: string) => void,
): Promise<string | undefined> {
  try {
    return (await buildFromDisk(root)).folder;
  } catch (error) {
    if (!(error instanceof ContractsRefused)) throw error;
    stderr(`tundish run: ${error.message}\n`);
    return undefined;
  }
}
