import {
  canInstallPackages,
  debianPackageOf,
  installCommand,
  installPackages,
} from './debian-packages.ts';
import {
  type MosquittoOptions,
  type MosquittoServer,
  mosquittoProgram,
  mosquittoVersion,
  startMosquitto,
} from './mosquitto-server.ts';
import {
  debianPostgresFolder,
  foreignPostgres,
  npmPostgresFolder,
  type PostgresServer,
  startPostgres,
} from './postgres-server.ts';
import {
  foreignRabbitmq,
  type RabbitServer,
  rabbitmqProgram,
  startRabbitmq,
} from './rabbitmq-server.ts';
import { type ServiceName, serviceNames, urlVariables } from './service-name.ts';

/**
 * Owns the real services of one run: finds them (a URL, else a local program, else Debian's
 * package), starts each when it is first asked for, and stops all of them at the end.
 */
export interface ServiceHost {
  /** Why a service cannot be had, by its name; absent where it can. */
  readonly unavailable: Partial<Record<ServiceName, string>>;
  database(service: 'PostgreSQL 15' | 'PostgreSQL 18'): Promise<string>;
  vhost(): Promise<{ readonly url: string; readonly management?: string }>;
  broker(options: MosquittoOptions): Promise<{ readonly url: string; readonly server?: number }>;
  brokerServer(server: number): MosquittoServer;
  /** Starts everything that is available, in parallel; what fails becomes unavailable. */
  startAll(): Promise<void>;
  /** `name version (where from)` for each service that ran. */
  report(): readonly string[];
  stop(): Promise<void>;
}

export interface ServiceHostOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly durable: boolean;
  /** Progress for a person. */
  readonly say: (line: string) => void;
}

export function createServiceHost(options: ServiceHostOptions): ServiceHost {
  const { environment, say } = options;
  const unavailable: Partial<Record<ServiceName, string>> = {};
  const versions = new Map<ServiceName, string>();
  const brokers: MosquittoServer[] = [];
  const urlOf = (service: ServiceName): string | undefined =>
    environment[urlVariables[service]] || undefined;

  const installable = serviceNames.filter(
    (service) =>
      urlOf(service) === undefined &&
      localProgram(service) === undefined &&
      debianPackageOf(service) !== undefined &&
      canInstallPackages(),
  );
  const missing = serviceNames.filter(
    (service) =>
      urlOf(service) === undefined &&
      localProgram(service) === undefined &&
      !installable.includes(service),
  );
  for (const service of missing) unavailable[service] = whyMissing(service);
  const packages = missing.flatMap((service) => debianPackageOf(service) ?? []);
  if (packages.length > 0) {
    say(`Without ${missing.join(', ')} some tests are skipped. To have them:`);
    say(`  ${installCommand(packages)}`);
  }

  const install = once(async () => {
    const names = installable.flatMap((service) => debianPackageOf(service) ?? []);
    say(`Installing Debian packages for the tests (no service is started): ${names.join(', ')}`);
    await installPackages(names);
  });
  const program = async (service: ServiceName): Promise<string> => {
    if (installable.includes(service)) await install();
    const found = localProgram(service);
    if (found === undefined) throw new Error(whyMissing(service));
    return found;
  };
  const ran = (service: ServiceName, version: string): void => {
    const origin = urlOf(service) === undefined ? 'own instance' : urlVariables[service];
    versions.set(service, `${service.split(' ')[0]} ${version} (${origin})`);
  };

  const postgres = (service: 'PostgreSQL 15' | 'PostgreSQL 18'): Once<PostgresServer> =>
    once(async () => {
      const url = urlOf(service);
      const server =
        url === undefined
          ? await startPostgres(await program(service), { durable: options.durable })
          : await foreignPostgres(url);
      ran(service, server.version);
      return server;
    });
  const postgresServers = {
    'PostgreSQL 15': postgres('PostgreSQL 15'),
    'PostgreSQL 18': postgres('PostgreSQL 18'),
  };
  const rabbitmq = once(async (): Promise<RabbitServer> => {
    const url = urlOf('RabbitMQ');
    const server =
      url === undefined
        ? await startRabbitmq(await program('RabbitMQ'))
        : await foreignRabbitmq(url, environment.TUNDISH_TEST_AMQP_MANAGEMENT_URL);
    ran('RabbitMQ', server.version);
    return server;
  });
  const mosquitto = once(async () => {
    const file = await program('Mosquitto');
    ran('Mosquitto', mosquittoVersion(file));
    return file;
  });

  return {
    unavailable,
    database: async (service) => (await postgresServers[service]()).createDatabase(),
    vhost: async () => (await rabbitmq()).createVhost(),
    broker: async (brokerOptions) => {
      const url = urlOf('Mosquitto');
      if (url !== undefined) {
        ran('Mosquitto', 'or other broker');
        return { url };
      }
      const server = await startMosquitto(await mosquitto(), brokerOptions);
      return { url: server.url, server: brokers.push(server) - 1 };
    },
    brokerServer: (index) => {
      const server = brokers[index];
      if (server === undefined) throw new Error(`No broker ${index} was started here.`);
      return server;
    },
    startAll: async () => {
      const starts: Record<ServiceName, () => Promise<unknown>> = {
        ...postgresServers,
        RabbitMQ: rabbitmq,
        Mosquitto: async () => urlOf('Mosquitto') ?? mosquitto(),
      };
      await Promise.all(
        serviceNames
          .filter((service) => unavailable[service] === undefined)
          .map(async (service) => {
            try {
              await starts[service]();
            } catch (error) {
              unavailable[service] = String(error);
              say(`${service} did not start, its tests are skipped: ${String(error)}`);
            }
          }),
      );
    },
    report: () => serviceNames.flatMap((service) => versions.get(service) ?? []),
    stop: async () => {
      const running = [
        ...brokers,
        ...(await Promise.all(
          [postgresServers['PostgreSQL 15'], postgresServers['PostgreSQL 18'], rabbitmq].map(
            (start) => start.started?.catch(() => undefined),
          ),
        )),
      ];
      await Promise.allSettled(running.map((server) => server?.stop()));
    },
  };
}

function localProgram(service: ServiceName): string | undefined {
  switch (service) {
    case 'PostgreSQL 15':
      return debianPostgresFolder();
    case 'PostgreSQL 18':
      return npmPostgresFolder();
    case 'RabbitMQ':
      return rabbitmqProgram();
    case 'Mosquitto':
      return mosquittoProgram();
  }
}

function whyMissing(service: ServiceName): string {
  const name = debianPackageOf(service);
  return name === undefined
    ? `${service} is not here: set ${urlVariables[service]}`
    : `${service} is not here: set ${urlVariables[service]} or run: ${installCommand([name])}`;
}

interface Once<Value> {
  (): Promise<Value>;
  readonly started?: Promise<Value>;
}

function once<Value>(start: () => Promise<Value>): Once<Value> {
  const call: { (): Promise<Value>; started?: Promise<Value> } = () => {
    call.started ??= start();
    return call.started;
  };
  return call;
}
