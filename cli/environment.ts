import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { UsageError } from './command.ts';

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL');
const mqttUrl = z.string().regex(/^mqtts?:\/\//, 'must be an mqtt:// or mqtts:// URL');

const environmentSchema = z.strictObject({
  stores: z.strictObject({
    raw: postgresUrl,
    metrics: postgresUrl,
    curated: postgresUrl,
    business: postgresUrl,
  }),
  mqtt: z.strictObject({ events: mqttUrl, sensors: mqttUrl }),
  /** Absent: one process pumps MQTT straight into the stores. */
  amqp: z
    .string()
    .regex(/^amqps?:\/\//, 'must be an amqp:// or amqps:// URL')
    .optional(),
  /** Port of the Prometheus endpoint; 0 takes a free one. */
  metricsPort: z.number().int().min(0).max(65_535).default(0),
});

/** Where one running plant's servers are. Holds secrets once read: never printed. */
export type Environment = z.infer<typeof environmentSchema>;

/**
 * Reads `environments/<name>.yaml`, with each `${VARIABLE}` taken from `env`.
 * @throws UsageError naming the file and the key or variable that is wrong.
 */
export async function readEnvironment(
  root: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Environment> {
  if (!/^[a-z][a-z0-9_-]*$/.test(name)) {
    throw new UsageError(`'${name}' is not an environment name (letters, digits, - and _)`);
  }
  const file = join('environments', `${name}.yaml`);
  const text = await readFile(join(root, file), 'utf8').catch(() => {
    throw new UsageError(
      `there is no ${file}; create it with the URLs of the stores and brokers (environments/example.yaml shows how)`,
    );
  });
  const result = environmentSchema.safeParse(substitute(parseYaml(text, file), file, env));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `${file}: ${issue.path.join('.') || 'document'}: ${issue.message}`,
  );
  throw new UsageError(problems.join('\n'));
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function substitute(
  value: unknown,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, variable: string) => {
      const found = env[variable];
      if (found === undefined) {
        throw new UsageError(
          `${file} needs the environment variable ${variable}, which is not set`,
        );
      }
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, file, env));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, file, env)]),
    );
  }
  return value;
}
