import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import { didYouMean, nearest } from '../contracts/source/suggestion.ts';
import { UsageError } from './command.ts';

/** A YAML file of our own configuration, and where its keys stand. */
export interface SettingsFile<Content> {
  readonly content: Content;
  /** `environments/local.yaml:3:3`, of a key or of the nearest one above it that is there. */
  placeOf(path: readonly string[]): string;
}

/** Known keys by the dotted path of the mapping that holds them; '' is the file. */
export type KnownKeys = Readonly<Record<string, readonly string[]>>;

/**
 * Reads a file of settings by its schema. Messages quote keys, never values.
 * @throws UsageError with a line per problem.
 */
export function parseSettings<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
  knownKeys: KnownKeys,
): SettingsFile<z.infer<Schema>> {
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
  const result = schema.safeParse(plainContent(document, file));
  if (result.success) return { content: result.data, placeOf };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, placeOf, knownKeys));
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
  knownKeys: KnownKeys,
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
      return [{ line: `${place}: ${name} ${bounds(issue)}` }];
    case 'invalid_union':
      return [{ line: `${place}: ${name} is none of the forms that it may have` }];
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

function bounds(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  if (issue.origin === 'number') return 'must be a whole number from 0 to 65535';
  return issue.code === 'too_big' ? 'is too long' : 'is too short';
}
