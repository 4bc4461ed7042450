import type { Log } from '../../connectors/log.ts';
import { applyPlan } from '../../deploy/database/apply-plan.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { environmentOf, readEnvironmentFile } from '../environment.ts';
import { type CatalogEndpoint, startCatalog } from '../operate/catalog-endpoint.ts';
import { terminalLog } from '../operate/component-log.ts';
import { requireReachable } from '../operate/reach-servers.ts';
import { componentLines, summaryLines } from '../operate/ready-summary.ts';
import { ComponentFailed, runComponents } from '../operate/run-components.ts';
import { type LockHolder, takeRunningLock } from '../operate/running-lock.ts';
import { serversOf } from '../operate/servers.ts';
import { parseOptions } from '../parse-options.ts';
import { changeSetCounts, renderChangeSet } from '../render/change-set.ts';
import { coloursFor } from '../render/colours.ts';
import { plural } from '../render/counts.ts';
import { requirePersonalKeys } from '../roles/personal-keys.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { type BuiltPlant, saveBuild } from '../runtime/built-plant.ts';
import { processLog } from '../runtime/log.ts';
import { prometheusCounters, serveMetrics } from '../runtime/metrics.ts';
import { openStores } from '../runtime/open-stores.ts';
import { reaching } from '../runtime/reaching.ts';
import { UnreachableError } from '../unreachable-error.ts';

const READY_WITHIN_MS = 15_000;

/** `tundish up <env>`: check, apply, then the whole data plane in this process. */
export const command: Command = {
  name: 'up',
  drains: true,
  usage: `Usage: tundish up <environment> [--instance <name>] [--log text|json]

Checks the contracts, applies the plan (creates and adds; what would change or destroy is refused),
then runs reader, writer (or the direct pump), both ETLs, partitions and the catalog in this process
until Ctrl-C. It starts no servers and no simulator: tundish demo does.

  --instance   names this process in sessions and counters (default: up); a second process beside the
               first one needs a name of its own
  --log        text: warnings and errors for people (default at a terminal); json: every line

The first Ctrl-C drains: intake stops, what is held is written and acknowledged. A second one ends at
once; what was not acknowledged comes again.

Exit codes: 0 ended as asked, 1 errors in the contracts, a refused change or another up that runs,
4 a server does not answer.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      instance: { type: 'string', default: 'up' },
      log: { type: 'string' },
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError('up needs one environment');
    const { instance } = values;
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(instance)) {
      throw new UsageError(`'${instance}' is not an instance name (a-z, 0-9, -; 40 at most)`);
    }
    const log = logFor(values.log, context);
    const file = await readEnvironmentFile(context.cwd, name);
    const environment = environmentOf(file, context.env);
    const servers = serversOf(environment, file);
    const built = await buildOrFindings(context);
    if (built === undefined) return exitCode.findings;
    requirePersonalKeys(built.plan, environment);
    const tell = (text: string): void => context.stderr(`${text}\n`);
    tell(`✓ contracts   ${plural(built.plant.products.length, 'product')}, no errors`);
    const reached = await requireReachable(servers, name);
    tell(`✓ servers     ${reached.map(({ says }) => says).join(', ')}`);
    const lock = await reaching(
      name,
      takeRunningLock(environment.stores.curated, { plant: built.plan.plant, instance }),
    );
    if (lock.kind === 'busy') {
      tell(busyText(built.plan.plant, instance, name, lock.holder));
      return exitCode.findings;
    }
    try {
      if (!(await apply(built, name, environment, context))) return exitCode.findings;
      if (context.signal.aborted) return ended(context, name);
      const { counters, registry } = prometheusCounters('up');
      const metrics = await listening('metricsPort', file.placeOf(['metricsPort']), () =>
        serveMetrics(registry, environment.metricsPort),
      );
      let catalog: CatalogEndpoint | undefined;
      try {
        const { catalogPort } = environment;
        if (catalogPort !== undefined) {
          catalog = await listening('catalog.port', file.placeOf(['catalog', 'port']), () =>
            startCatalog({
              plant: built.plant,
              plan: built.plan,
              port: catalogPort,
              folder: context.cwd,
              log,
            }),
          );
        }
        const running = runComponents({
          plan: built.plan,
          build: await saveBuild(context.cwd, built),
          environment,
          instance,
          log,
          counters,
          signal: context.signal,
        });
        lock.watch(() =>
          log.error(
            {},
            `another tundish up of ${built.plan.plant} has begun while the database was away; end one`,
          ),
        );
        await running.ready(READY_WITHIN_MS);
        if (!context.signal.aborted) {
          const colours = coloursFor(context.isTerminal, context.env);
          const lines = [
            ...componentLines(running.components),
            '',
            ...summaryLines(
              { reached, metricsUrl: metrics.url, catalogUrl: catalog?.url, plan: built.plan },
              colours,
            ),
            '',
            `${built.plan.plant} is up in this process (pid ${process.pid}); Ctrl-C drains and ends it.`,
            `Next: tundish status ${name}`,
          ];
          context.stdout(`${lines.join('\n')}\n`);
        }
        await running.ended;
      } catch (error) {
        if (error instanceof ComponentFailed) tell(failedText(error));
        throw error;
      } finally {
        await Promise.all([metrics.close(), catalog?.close()]);
      }
    } finally {
      await lock.release();
    }
    return ended(context, name);
  },
};

/** False after telling what apply refuses; then nothing was changed. */
async function apply(
  built: BuiltPlant,
  name: string,
  environment: Parameters<typeof openStores>[0],
  context: CommandContext,
): Promise<boolean> {
  const { stores, close } = openStores(environment);
  try {
    const result = await reaching(name, applyPlan(built.plan, stores, { now: Date.now() }));
    if (result.kind === 'refused') {
      context.stderr(renderChangeSet({ ...result, additions: [], kept: [] }, name));
      context.stderr(
        `Refused, nothing was changed and nothing started: ${plural(result.refusals.length, 'refusal')}.\nNext: settle what is refused, then tundish plan ${name}\n`,
      );
      return false;
    }
    const { additions, notes } = result;
    const done =
      additions.length === 0 ? 'already what the contracts say' : `${changeSetCounts(result)} made`;
    context.stderr(`✓ databases   ${done}\n`);
    for (const note of notes) context.stderr(`  note: ${note}\n`);
    return true;
  } finally {
    await close();
  }
}

function logFor(format: string | undefined, context: CommandContext): Log {
  const chosen = format ?? (context.isTerminal ? 'text' : 'json');
  if (chosen === 'text') return terminalLog(context.stderr, Date.now);
  if (chosen === 'json') return processLog('up', context.env);
  throw new UsageError(`'${chosen}' is not a format of the log; choose text or json`);
}

async function listening<T>(key: string, place: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EACCES' ? 'this account may not listen there' : 'another process has it';
    throw new UnreachableError(
      `${place}: the port of ${key} cannot be used: ${why}. Name another port, or 0 for a free one`,
    );
  }
}

function busyText(
  plant: string,
  instance: string,
  name: string,
  holder: LockHolder | undefined,
): string {
  const who =
    holder === undefined
      ? ''
      : ` (since ${holder.since}${holder.address === undefined ? '' : `, from ${holder.address}`}, PostgreSQL process ${holder.pid})`;
  return `${plant} is up already as '${instance}'${who}; nothing was started.
Two processes of one name would throw each other out of their MQTT sessions. End that one, or start
this one beside it under a name of its own: tundish up ${name} --instance <name>
One that has crashed or lost its network is forgotten within half a minute.
Next: tundish status ${name}`;
}

function failedText({ component, message }: ComponentFailed): string {
  const lines = component.log.lastLines();
  return [
    `✗ ${component.name} has stopped: ${message}`,
    ...(lines.length === 0 ? [] : ['  its last lines:', ...lines.map((line) => `    ${line}`)]),
    '  The other components have drained; nothing that was acknowledged is lost.',
  ].join('\n');
}

function ended(context: CommandContext, name: string): number {
  context.stderr(
    `Drained and ended; nothing that was acknowledged is lost.\nNext: tundish up ${name}\n`,
  );
  return exitCode.ok;
}
