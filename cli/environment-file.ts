import { z } from 'zod';
import { parseSettings, type SettingsFile } from './settings-file.ts';

/** Texts may hold `${VARIABLE}`; whether they are URLs is judged when they are needed. */
const fileSchema = z.strictObject({
  stores: z.strictObject({
    raw: z.string(),
    metrics: z.string(),
    curated: z.string(),
    business: z.string(),
  }),
  mqtt: z.strictObject({ events: z.string(), sensors: z.string() }),
  /** Absent: one process pumps MQTT straight into the stores. */
  amqp: z.string().optional(),
  /** Port of the Prometheus endpoint; 0 takes a free one. */
  metricsPort: z.number().int().min(0).max(65_535).default(0),
  /** Keys of personal fields: 32 random bytes each, in base64 or hexadecimal. */
  personal: z
    .strictObject({ pseudonymKey: z.string().optional(), encryptionKey: z.string().optional() })
    .optional(),
  /** The catalog service of `tundish up`; absent: none is started. */
  catalog: z.strictObject({ port: z.number().int().min(0).max(65_535) }).optional(),
  /** Folders of file sets on this machine, by dataset id. */
  files: z.record(z.string(), z.string()).optional(),
});

const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(fileSchema.shape),
  stores: Object.keys(fileSchema.shape.stores.shape),
  mqtt: Object.keys(fileSchema.shape.mqtt.shape),
  personal: ['pseudonymKey', 'encryptionKey'],
  catalog: ['port'],
};

/** What a whole file looks like, for whoever has none yet. */
export const exampleFile = `stores:
  raw: \${DATABASE_URL}
  metrics: \${DATABASE_URL}
  curated: \${DATABASE_URL}
  business: \${DATABASE_URL}
mqtt:
  events: \${MQTT_URL}
  sensors: \${MQTT_URL}
`;

export type EnvironmentFile = SettingsFile<z.infer<typeof fileSchema>>;

/**
 * Reads an environment file's shape. Messages quote keys, never values.
 * @throws UsageError with a line per problem.
 */
export function parseEnvironmentFile(text: string, file: string): EnvironmentFile {
  return parseSettings(text, file, fileSchema, knownKeys);
}
