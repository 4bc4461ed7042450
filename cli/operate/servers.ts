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

type Keys =
  | readonly ['stores', keyof Environment['stores']]
  | readonly ['mqtt', keyof Environment['mqtt']]
  | readonly ['amqp'];

/** Keys of the file that name a server, stores first. */
export function serverKeys({ content }: EnvironmentFile): readonly Keys[] {
  return [
    ['stores', 'raw'],
    ['stores', 'metrics'],
    ['stores', 'curated'],
    ['stores', 'business'],
    ['mqtt', 'events'],
    ['mqtt', 'sensors'],
    ...(content.amqp === undefined ? [] : [['amqp'] as const]),
  ];
}

/** The server that one key names. @throws UsageError where its URL cannot be read. */
export function serverOf(environment: Environment, file: EnvironmentFile, keys: Keys): Server {
  const url = urlOf(environment, keys);
  const use: ServerUse = {
    key: keys.join('.'),
    place: file.placeOf(keys),
    variables: variablesIn(textAt(file, keys)),
  };
  return { kind: kinds[keys[0]], url, address: addressOf(url), uses: [use] };
}

/** The servers of an environment, stores first. @throws UsageError for a URL that cannot be read. */
export function serversOf(environment: Environment, file: EnvironmentFile): readonly Server[] {
  const servers = new Map<string, Server>();
  for (const keys of serverKeys(file)) {
    const server = serverOf(environment, file, keys);
    const known = servers.get(server.url);
    servers.set(server.url, { ...server, uses: [...(known?.uses ?? []), ...server.uses] });
  }
  return [...servers.values()];
}

const kinds = { stores: 'postgresql', mqtt: 'mqtt', amqp: 'amqp' } as const;

function urlOf(environment: Environment, keys: Keys): string {
  switch (keys[0]) {
    case 'stores':
      return environment.stores[keys[1]];
    case 'mqtt':
      return environment.mqtt[keys[1]];
    case 'amqp':
      return environment.amqp ?? '';
  }
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
