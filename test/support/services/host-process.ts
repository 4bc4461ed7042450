import { createServer } from 'node:http';
import type { MosquittoOptions } from './mosquitto-server.ts';
import { createServiceHost } from './service-host.ts';

/*
 * The process that owns the services of one run. It answers on a port of 127.0.0.1 and lives as
 * long as its standard input is open: when the run that started it ends, in whatever way (also
 * killed), it stops every server that it started and then itself. A terminal's Ctrl-C reaches the
 * run and not this process, which has a session of its own.
 */
const host = createServiceHost({
  environment: process.env,
  durable: process.env.TUNDISH_TEST_DURABLE === 'true',
  say: (line) => process.stderr.write(`${line}\n`),
});

const server = createServer((request, response) => {
  answer(new URL(request.url ?? '/', 'http://host')).then(
    (body) => response.end(JSON.stringify(body ?? null)),
    (error: unknown) => {
      response.statusCode = 500;
      response.end(error instanceof Error ? error.message : String(error));
    },
  );
});

async function answer(url: URL): Promise<unknown> {
  const argument = url.searchParams;
  switch (url.pathname) {
    case '/postgres15':
      return { url: await host.database('PostgreSQL 15') };
    case '/postgres18':
      return { url: await host.database('PostgreSQL 18') };
    case '/rabbitmq':
      return host.vhost();
    case '/mosquitto':
      return host.broker(JSON.parse(argument.get('options') ?? '{}') as MosquittoOptions);
    case '/mosquitto/kill':
      return host.brokerServer(Number(argument.get('server'))).end('SIGKILL');
    case '/mosquitto/terminate':
      return host.brokerServer(Number(argument.get('server'))).end('SIGTERM');
    case '/mosquitto/start':
      return host.brokerServer(Number(argument.get('server'))).start();
    case '/mosquitto/stop':
      return host.brokerServer(Number(argument.get('server'))).stop();
    case '/report':
      return host.report();
    default:
      throw new Error(`The service host knows no ${url.pathname}.`);
  }
}

if (process.env.TUNDISH_TEST_SERVICES === 'all') await host.startAll();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${port}`, unavailable: host.unavailable })}\n`,
  );
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await host.stop();
  process.exit(0);
}
process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
