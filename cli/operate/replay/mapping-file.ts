import { z } from 'zod';
import { UsageError } from '../../command.ts';
import { parseSettings, type SettingsFile } from '../../settings-file.ts';

/** A column by its name, or with what its texts need to become the member's value. */
const fromColumn = z.union([
  z.string(),
  z.strictObject({
    column: z.string(),
    /** How times are written: `DD/MM/YYYY HH:mm`, `unix`, `unix-ms`. */
    time: z.string().optional(),
    /** IANA zone of times without an offset. */
    zone: z.string().optional(),
    /** Texts of the file and what they mean. */
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
]);

const fileSchema = z.strictObject({
  /** One character; `tab` for the tabulator. */
  delimiter: z.string().min(1).max(3).optional(),
  /** The mark before the fraction of numbers. */
  decimal: z.enum(['.', ',']).default('.'),
  encoding: z.string().optional(),
  /** Lines above the header that are no data. */
  skip: z.number().int().min(0).max(65_535).default(0),
  /** Names of the columns where the file has no header. */
  columns: z.array(z.string()).optional(),
  /** Texts that stand for no value; the empty cell always does. */
  empty: z.array(z.string()).default([]),
  /** Member (a dotted path) from column. */
  members: z.record(z.string(), fromColumn).default({}),
  /** Members that are the same in every message. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Placeholders of the topic; those without an entry take the member of their name. */
  topic: z
    .record(z.string(), z.union([fromColumn, z.strictObject({ constant: z.string() })]))
    .default({}),
  /** Columns that are tags of a sensor stream, one sample each: `all` others, or their tags. */
  tags: z.union([z.literal('all'), z.record(z.string(), z.string())]).optional(),
});

export type Mapping = z.infer<typeof fileSchema>;
export type FromColumn = z.infer<typeof fromColumn>;

/** What a file needs whose header is equal to the names of the members. */
export const noMapping: Mapping = fileSchema.parse({});

/** @throws UsageError with a line per problem. */
export function parseMapping(text: string, file: string): SettingsFile<Mapping> {
  const settings = parseSettings(text, file, fileSchema, {
    '': Object.keys(fileSchema.shape),
  });
  const { delimiter } = settings.content;
  if (delimiter !== undefined && delimiter !== 'tab' && delimiter.length !== 1) {
    throw new UsageError(`${settings.placeOf(['delimiter'])}: delimiter is one character, or tab`);
  }
  return settings;
}
