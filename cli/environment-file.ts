import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { didYouMean, nearest } from '../contracts/source/suggestion.ts';
import { UsageError } from './command.ts';

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
  /** The catalog service of `tundish up`; absent: none is started. */
  catalog: z.strictObject({ port: z.number().int().min(0).max(65_535) }).optional(),
  /** Folders of file sets on this machine, by dataset id. */
  files: z.record(z.string(), z.string()).optional(),
});

const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(fileSchema.shape),
  stores: Object.keys(fileSchema.shape.stores.shape),
  mqtt: Object.keys(fileSchema.shape.mqtt.shape),
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

export interface EnvironmentFile {
  readonly content: z.infer<typeof fileSchema>;
  /** `environments/local.yaml:3:3`, of a key or of the nearest one above it that is there. */
  placeOf(path: readonly string[]): string;
}

/**
 * Reads an environment file's shape. Messages quote keys, never values.
 * @throws UsageError with a line per problem.
 */
export function parseEnvironmentFile(text: string, file: string): EnvironmentFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [broken] = document.errors;
  if (broken !== undefined) {
    throw new UsageError(`${at(broken.pos[0])}: this is not YAML (${broken.code})`);
  }
  const placeOf = (path: readonly string[]): string => at(offsetOf(document, path));
  const result = fileSchema.safeParse(plainContent(document, file));
  if (result.success) return { content: result.data, placeOf };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, placeOf));
  throw new UsageError(
    withoutEchoes(problems)
      .map(({ line }) => line)
      .join('\n'),
  );
}

function plainContent(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new UsageError(`${file}: aliases (*name) are not read here; write each value out`);
  }
}

/** Offset of the deepest key of the path that the document has. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const name of path) {
    if (!isMap(node)) break;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === name);
    if (pair === undefined) break;
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}

interface Problem {
  readonly line: string;
  /** The path of a key that is missing. */
  readonly missing?: string;
  /** The path of the key that an unknown one probably means. */
  readonly meant?: string;
}

function problemsOf(
  issue: z.core.$ZodIssue,
  placeOf: (path: readonly string[]) => string,
): readonly Problem[] {
  const path = issue.path.map(String);
  const name = path.join('.');
  const place = placeOf(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = knownKeys[name] ?? [];
        const hint = didYouMean(key, known);
        const meant = nearest(key, known);
        return {
          line: `${placeOf([...path, key])}: unknown key '${key}'${hint === undefined ? '' : `; ${hint}`}`,
          ...(meant === undefined ? {} : { meant: [...path, meant].join('.') }),
        };
      });
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? [{ line: `${place}: the key ${name} is missing`, missing: name }]
        : [
            {
              line: `${place}: ${name === '' ? 'the file' : name} must be ${kinds[issue.expected] ?? issue.expected}`,
            },
          ];
    case 'too_small':
    case 'too_big':
      return [{ line: `${place}: ${name} must be a whole number from 0 to 65535` }];
    default:
      return [{ line: `${place}: ${name}: ${issue.message}` }];
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  object: 'a mapping of keys',
  int: 'a whole number',
  number: 'a number',
};

/** A key that is missing because it is misspelt is one problem, not two. */
function withoutEchoes(problems: readonly Problem[]): readonly Problem[] {
  const meant = new Set(problems.flatMap((problem) => problem.meant ?? []));
  return problems.filter(({ missing }) => missing === undefined || !meant.has(missing));
}
