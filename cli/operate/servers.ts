import type { Environment } from '../environment.ts';
import type { EnvironmentFile } from '../environment-file.ts';

export type ServerKind = 'postgresql' | 'mqtt' | 'amqp';

/** One server of an environment; several keys of the file may name it. */
export interface Server {
  readonly kind: ServerKind;
  /** Holds a secret: never printed. */
  readonly url: string;
  /** The URL without user, password and options. */
  readonly address: string;
  readonly uses: readonly ServerUse[];
}

/** A key of the environment file that names a server. */
export interface ServerUse {
  /** `stores.raw` */
  readonly key: string;
  /** `environments/local.yaml:2:3` */
  readonly place: string;
  /** Variables that the URL is put together from. */
  readonly variables: readonly string[];
}

/** The servers of an environment, stores first. @throws UsageError for a URL that cannot be read. */
export function serversOf(environment: Environment, file: EnvironmentFile): readonly Server[] {
  const { stores, mqtt, amqp } = environment;
  const named: readonly (readonly [ServerKind, readonly string[], string])[] = [
    ['postgresql', ['stores', 'raw'], stores.raw],
    ['postgresql', ['stores', 'metrics'], stores.metrics],
    ['postgresql', ['stores', 'curated'], stores.curated],
    ['postgresql', ['stores', 'business'], stores.business],
    ['mqtt', ['mqtt', 'events'], mqtt.events],
    ['mqtt', ['mqtt', 'sensors'], mqtt.sensors],
    ...(amqp === undefined ? [] : [['amqp', ['amqp'], amqp] as const]),
  ];
  const servers = new Map<string, Server>();
  for (const [kind, keys, url] of named) {
    const known = servers.get(url);
    const use: ServerUse = {
      key: keys.join('.'),
      place: file.placeOf(keys),
      variables: variablesIn(textAt(file, keys)),
    };
    servers.set(url, {
      kind,
      url,
      address: addressOf(url),
      uses: [...(known?.uses ?? []), use],
    });
  }
  return [...servers.values()];
}

/** `postgresql://db.plant:5432/tundish`, without user, password and options. */
export function addressOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

function textAt(file: EnvironmentFile, keys: readonly string[]): string {
  let value: unknown = file.content;
  for (const key of keys) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === 'string' ? value : '';
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].flatMap(([, name]) => name ?? []);
}
