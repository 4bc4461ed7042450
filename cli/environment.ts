import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from './command.ts';
import { type EnvironmentFile, exampleFile, parseEnvironmentFile } from './environment-file.ts';

/**
 * Where one running plant's servers are. Holds secrets: never printed. Each URL is put together from
 * its variables when it is asked for, so a command needs the variables of what it uses only; asking
 * throws a UsageError that names file, line, key and variable, and never a value.
 */
export interface Environment {
  readonly stores: Readonly<Record<'raw' | 'metrics' | 'curated' | 'business', string>>;
  readonly mqtt: Readonly<Record<'events' | 'sensors', string>>;
  /** Absent: one process pumps MQTT straight into the stores. */
  readonly amqp?: string | undefined;
  /** Port of the Prometheus endpoint; 0 takes a free one. */
  readonly metricsPort: number;
  /** Asked for only where the plan has personal fields. */
  readonly personal?: PersonalKeySources | undefined;
  /** Port of the catalog service, where one is wanted. */
  readonly catalogPort?: number | undefined;
  /** Folders of file sets on this machine, by dataset id. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/**
 * Keys for the treatment of personal fields, 32 bytes each. Asking throws a UsageError that names
 * file, line, key and variable where one is missing or no key.
 */
export interface PersonalKeySources {
  readonly pseudonymKey: Uint8Array;
  readonly encryptionKey: Uint8Array;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads `environments/<name>.yaml`, with each `${VARIABLE}` taken from `env` when it is needed.
 * @throws UsageError naming the file and the key or variable that is wrong.
 */
export async function readEnvironment(
  root: string,
  name: string,
  env: Variables,
): Promise<Environment> {
  return environmentOf(await readEnvironmentFile(root, name), env);
}

/**
 * The file alone: its places, and its texts with their variables as they are written.
 * @throws UsageError
 */
export async function readEnvironmentFile(root: string, name: string): Promise<EnvironmentFile> {
  const path = environmentPath(name);
  const text = await readFile(join(root, path), 'utf8').catch(() => {
    throw new UsageError(
      `there is no ${path} here. It says where this plant's servers are, for example:\n\n${exampleFile}`,
    );
  });
  return parseEnvironmentFile(text, path);
}

/**
 * Where the file of an environment lies, from the root of the repository.
 * @throws UsageError where the name is none.
 */
export function environmentPath(name: string): string {
  if (!/^[a-z][a-z0-9_-]*$/.test(name)) {
    throw new UsageError(`'${name}' is not an environment name (a-z, 0-9, - and _)`);
  }
  return `environments/${name}.yaml`;
}

/** An environment file whose variables are taken from `env` when they are needed. */
export function environmentOf(file: EnvironmentFile, env: Variables): Environment {
  const url = (template: string, kind: UrlKind, ...keys: readonly string[]): string =>
    resolvedUrl(template, kind, { file, keys, env });
  const key = (name: keyof PersonalKeySources): Uint8Array => resolvedKey(name, file, env);
  const { stores, mqtt, amqp, metricsPort, catalog, files } = file.content;
  return {
    stores: {
      get raw() {
        return url(stores.raw, 'postgresql', 'stores', 'raw');
      },
      get metrics() {
        return url(stores.metrics, 'postgresql', 'stores', 'metrics');
      },
      get curated() {
        return url(stores.curated, 'postgresql', 'stores', 'curated');
      },
      get business() {
        return url(stores.business, 'postgresql', 'stores', 'business');
      },
    },
    mqtt: {
      get events() {
        return url(mqtt.events, 'mqtt', 'mqtt', 'events');
      },
      get sensors() {
        return url(mqtt.sensors, 'mqtt', 'mqtt', 'sensors');
      },
    },
    get amqp() {
      return amqp === undefined ? undefined : url(amqp, 'amqp', 'amqp');
    },
    metricsPort,
    personal: {
      get pseudonymKey() {
        return key('pseudonymKey');
      },
      get encryptionKey() {
        return key('encryptionKey');
      },
    },
    catalogPort: catalog?.port,
    files,
  };
}

const urlKinds = {
  postgresql: { pattern: /^postgres(ql)?:\/\//, form: 'postgresql://user:password@host/database' },
  mqtt: { pattern: /^mqtts?:\/\//, form: 'mqtt:// or mqtts://, then host and port' },
  amqp: { pattern: /^amqps?:\/\//, form: 'amqp:// or amqps://, then user, password and host' },
} as const;

type UrlKind = keyof typeof urlKinds;

interface Origin {
  readonly file: EnvironmentFile;
  readonly keys: readonly string[];
  readonly env: Variables;
}

function resolvedText(
  template: string,
  { file, keys, env }: Origin,
): { readonly text: string; readonly variables: readonly string[] } {
  const variables: string[] = [];
  const text = template.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
    const found = env[variable];
    if (found === undefined) {
      throw new UsageError(
        `${file.placeOf(keys)}: ${keys.join('.')} needs the environment variable ${variable}, which is not set`,
      );
    }
    variables.push(variable);
    return found;
  });
  return { text, variables };
}

const KEY_FORM = '32 random bytes in base64 or hexadecimal (openssl rand -base64 32)';

function resolvedKey(
  name: keyof PersonalKeySources,
  file: EnvironmentFile,
  env: Variables,
): Uint8Array {
  const keys = ['personal', name];
  const template = file.content.personal?.[name];
  if (template === undefined) {
    const variable = name === 'pseudonymKey' ? 'PSEUDONYM_KEY' : 'ENCRYPTION_KEY';
    throw new UsageError(
      `${file.placeOf(keys)}: the key ${keys.join('.')} is missing; write personal: { ${name}: \${${variable}} }, and set that variable to ${KEY_FORM}`,
    );
  }
  const { text, variables } = resolvedText(template, { file, keys, env });
  const bytes = /^[0-9a-fA-F]{64}$/.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(text)
      ? Buffer.from(text, 'base64')
      : undefined;
  if (bytes?.byteLength !== 32) {
    const from = variables.length === 0 ? '' : ` (from ${variables.join(', ')})`;
    throw new UsageError(`${file.placeOf(keys)}: ${keys.join('.')}${from} must be ${KEY_FORM}`);
  }
  return bytes;
}

function resolvedUrl(
  template: string,
  kind: UrlKind,
  {
    file,
    keys,
    env,
  }: {
    readonly file: EnvironmentFile;
    readonly keys: readonly string[];
    readonly env: Variables;
  },
): string {
  const key = keys.join('.');
  const { text: url, variables } = resolvedText(template, { file, keys, env });
  const { pattern, form } = urlKinds[kind];
  const from = variables.length === 0 ? '' : ` (from ${variables.join(', ')})`;
  if (!pattern.test(url)) {
    throw new UsageError(`${file.placeOf(keys)}: ${key}${from} must be a URL: ${form}`);
  }
  if (!URL.canParse(url)) {
    throw new UsageError(
      `${file.placeOf(keys)}: ${key}${from} is not a URL that can be read: ${form}; characters such as @ / : # in a password are written %40 %2F %3A %23`,
    );
  }
  return url;
}
