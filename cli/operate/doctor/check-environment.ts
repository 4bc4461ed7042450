import { lookup } from 'node:dns/promises';
import { createServer, isIP } from 'node:net';
import { UsageError } from '../../command.ts';
import type { Environment } from '../../environment.ts';
import type { EnvironmentFile } from '../../environment-file.ts';
import { type Server, serverKeys, serverOf } from '../servers.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

const { ok, warning, failed } = resultsOf('environment');

/** The servers whose URLs can be read, and what is wrong with the others. */
export function readServers(
  environment: Environment,
  file: EnvironmentFile,
): { readonly servers: readonly Server[]; readonly results: readonly CheckResult[] } {
  const servers = new Map<string, Server>();
  const results: CheckResult[] = [];
  for (const keys of serverKeys(file)) {
    const name = keys.join('.');
    try {
      const server = serverOf(environment, file, keys);
      const known = servers.get(server.url);
      servers.set(server.url, { ...server, uses: [...(known?.uses ?? []), ...server.uses] });
      results.push(checkTls(name, server));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      results.push(failed(name, error.message, 'Set the variable, or mend the line'));
    }
  }
  return { servers: [...servers.values()], results };
}

/** Passwords and plant data should not cross a network in clear. */
function checkTls(name: string, { kind, url, address }: Server): CheckResult {
  const { protocol, hostname, searchParams } = new URL(url);
  const encrypted =
    protocol === 'mqtts:' ||
    protocol === 'amqps:' ||
    /^(require|verify-)/.test(searchParams.get('sslmode') ?? '');
  if (encrypted || isLocal(hostname)) return ok(name, `${address} can be read`);
  const how = { postgresql: '?sslmode=verify-full', mqtt: 'mqtts://', amqp: 'amqps://' }[kind];
  return warning(
    name,
    `${address} is spoken to in clear over the network`,
    `Use ${how} unless the network is yours alone`,
  );
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '' || /^(127\.|\[?::1)/.test(hostname);
}

/** Whether every host has an address. */
export async function checkNames(servers: readonly Server[]): Promise<readonly CheckResult[]> {
  const hosts = new Set(
    servers.map(({ url }) => new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')),
  );
  return Promise.all(
    [...hosts]
      .filter((host) => host !== '' && isIP(host) === 0)
      .map(async (host) => {
        try {
          const addresses = await lookup(host, { all: true });
          return ok('DNS', `${host} is ${addresses.map(({ address }) => address).join(', ')}`);
        } catch (error) {
          const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
          return failed(
            'DNS',
            `${host} has no address (${code})`,
            'Check the name in the URL, and the name servers of this machine',
          );
        }
      }),
  );
}

/** Whether the ports that `up` listens on are free. */
export async function checkPorts(
  environment: Environment,
  file: EnvironmentFile,
): Promise<readonly CheckResult[]> {
  const wanted: readonly (readonly [readonly string[], number | undefined])[] = [
    [['metricsPort'], environment.metricsPort],
    [['catalog', 'port'], environment.catalogPort],
  ];
  const results: CheckResult[] = [];
  for (const [keys, port] of wanted) {
    if (port === undefined || port === 0) continue;
    const name = keys.join('.');
    results.push(
      (await isFree(port))
        ? ok(name, `port ${port} is free`)
        : warning(
            name,
            `port ${port} is in use (${file.placeOf(keys)})`,
            'If that is not this plant, which may be up: name another port, or 0',
          ),
    );
  }
  return results;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
