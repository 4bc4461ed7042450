import { type Snapshot, takeSnapshot } from '../../catalog/service/snapshot.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { readEnvironmentFile } from '../environment.ts';
import { serveCatalog } from '../operate/catalog-endpoint.ts';
import { terminalLog } from '../operate/component-log.ts';
import { gitRevision } from '../operate/git-revision.ts';
import { watchContracts } from '../operate/watch-contracts.ts';
import { parseOptions } from '../parse-options.ts';
import { countFindings, plural } from '../render/counts.ts';
import { buildOrFindings } from '../runtime/build-or-findings.ts';
import { processLog } from '../runtime/log.ts';
import { UnreachableError } from '../unreachable-error.ts';

const DEFAULT_PORT = 8080;

/** `tundish catalog serve`: pages and JSON API of the contracts in this folder. */
export const command: Command = {
  name: 'catalog',
  drains: true,
  usage: `Usage: tundish catalog serve [<environment>] [--port <n>] [--host <address>] [--watch]

Serves pages and the JSON API of the products in this repository until Ctrl-C. It reads the contracts
alone: no database, no broker, no secret. With an environment, the port is its catalog.port.

  --port    where to listen (default ${DEFAULT_PORT}); 0 takes a free port
  --host    the address to listen on (default 127.0.0.1: this machine only). The catalog asks nobody
            who they are: let a proxy do that before it is opened to others
  --watch   reads the contracts again when their files change; while they hold errors the last sound
            state is served

Exit codes: 0 ended as asked, 1 errors in the contracts, 4 the port cannot be used.`,
  run: async (args, context) => {
    const { values, positionals } = parseOptions(args, {
      port: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      watch: { type: 'boolean', default: false },
    });
    const [verb, name, ...more] = positionals;
    if (verb !== 'serve' || more.length > 0) {
      throw new UsageError('catalog has one verb, serve, and takes one environment at most');
    }
    const port = await portOf(values.port, name, context);
    const snapshot = await read(context);
    if (snapshot === undefined) return exitCode.findings;
    const log = context.isTerminal
      ? terminalLog(context.stderr, Date.now)
      : processLog('catalog', context.env);
    const { host } = values;
    const endpoint = await serveCatalog(snapshot, { port, host, log, processMetrics: true }).catch(
      (error: unknown) => {
        const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
        if (typeof code !== 'string') throw error;
        throw new UnreachableError(
          `cannot listen on port ${port} of ${host} (${code}); name another with --port, or 0 for a free one`,
        );
      },
    );
    const unwatch = values.watch
      ? watchContracts(context.cwd, async () => {
          const next = await read(context).catch((error: unknown) => {
            context.stderr(`${error instanceof Error ? error.message : String(error)}\n`);
            return undefined;
          });
          if (next === undefined) context.stderr('The last sound state is still served.\n');
          else {
            endpoint.swap(next);
            context.stderr(`Read again: ${plural(next.catalog.products.length, 'product')}.\n`);
          }
        })
      : undefined;
    const { counts } = snapshot.catalog.plant;
    context.stdout(
      `${plural(counts.products, 'product')}, ${plural(counts.datasets, 'dataset')}, ${plural(counts.fields, 'field')}\nCatalog  ${endpoint.url}/\nAPI      ${endpoint.url}/api/v1  (${endpoint.url}/openapi.json)\nCtrl-C ends it.\n`,
    );
    await aborted(context.signal);
    unwatch?.();
    await endpoint.close();
    context.stderr('Ended.\nNext: tundish catalog serve\n');
    return exitCode.ok;
  },
};

async function portOf(
  given: string | undefined,
  environment: string | undefined,
  context: CommandContext,
): Promise<number> {
  if (given !== undefined) {
    const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
    if (!(port <= 65_535)) throw new UsageError(`'${given}' is not a port (0 to 65535)`);
    return port;
  }
  if (environment === undefined) return DEFAULT_PORT;
  // The file alone: no variable of it is needed to show contracts.
  const { content, placeOf } = await readEnvironmentFile(context.cwd, environment);
  if (content.catalog !== undefined) return content.catalog.port;
  throw new UsageError(
    `${placeOf(['catalog'])}: ${environment} has no catalog; write catalog: { port: ${DEFAULT_PORT} }, or use --port`,
  );
}

/** The contracts as they are on disk; undefined after telling which errors they hold. */
async function read(context: CommandContext): Promise<Snapshot | undefined> {
  const built = await buildOrFindings(context, 'the catalog shows sound contracts only');
  if (built === undefined) return undefined;
  const { plant, plan, findings } = built;
  const counts = countFindings(findings);
  const revision = await gitRevision(context.cwd);
  return takeSnapshot(plant, plan, {
    findings: { errors: counts.error, warnings: counts.warning, notes: counts.info },
    ...(revision === undefined ? {} : { revision }),
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
