import { readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import {
  type Containment,
  type ContainmentOptions,
  contains,
} from '../contracts/compatibility/containment/contains.ts';
import { generateValidator } from '../contracts/generate/validator/generate-validator.ts';
import type { Json } from '../contracts/source/json.ts';
import type { Draft } from '../contracts/source/json-schema/draft.ts';
import { upgradeSchema } from '../contracts/source/json-schema/upgrade-schema.ts';

/** How a pair is compared. */
export interface Manner {
  readonly dialect: Draft;
  /** Whether texts that break a format are refused; both sides and all examinations take it alike. */
  readonly formats?: 'assert' | 'annotate';
  /** What takes longer is undecided. */
  readonly milliseconds?: number;
}

/** For one counterexample on one generated validator. */
const mostMilliseconds = 200;
/** Subschemas, about: more of them take half a second and megabytes of text to generate. */
const mostObjects = 8_000;

export interface Comparison extends Manner {
  /** Of numbers that a double does not carry, by pointer into each schema. */
  readonly digits?: NonNullable<ContainmentOptions['digits']>;
  /** Absolute paths of the two schemas, and the folder that their references may read from. */
  readonly files?: { readonly a: string; readonly b: string; readonly folder: string };
}

/**
 * `contains`, with each counterexample tried on the validators that the data plane would run: a value
 * that they see otherwise makes the verdict undecided.
 */
export function compareSchemas(a: Json, b: Json, comparison: Comparison): Containment {
  const { dialect, files, digits, formats = 'annotate', milliseconds = 400 } = comparison;
  const resolve = files === undefined ? () => undefined : fileReader(files.folder, dialect);
  const uris =
    files === undefined
      ? undefined
      : { a: pathToFileURL(files.a).href, b: pathToFileURL(files.b).href };
  return contains(a, b, {
    dialect,
    formats,
    resolve,
    milliseconds,
    clock: () => performance.now(),
    examine: (of, value) =>
      validatorSays(of === 'a' ? a : b, value, { dialect, formats, resolve, uri: uris?.[of] }),
    ...(uris === undefined ? {} : { uris }),
    ...(digits === undefined ? {} : { digits }),
  });
}

interface Examination {
  readonly dialect: Draft;
  readonly formats: 'assert' | 'annotate';
  readonly resolve: (uri: string) => Json | undefined;
  readonly uri: string | undefined;
}

/** Undefined where no validator can be generated for the schema. */
function validatorSays(
  schema: Json,
  value: Json,
  { dialect, formats, resolve, uri }: Examination,
): boolean | undefined {
  if (objectsIn(schema) > mostObjects) return undefined;
  const document = upgradeSchema(schema, dialect).document;
  const reached =
    uri === undefined ? document : ({ $ref: uri } satisfies { readonly [name: string]: Json });
  const { source, problems } = generateValidator(reached, {
    formats,
    resolve: (wanted) => (wanted === uri ? document : resolve(wanted)),
  });
  if (problems.length > 0) return undefined;
  const body = source.replace(/^export function validate/m, 'function validate');
  const text = JSON.stringify(JSON.stringify(value));
  try {
    // The module imports nothing. A script may be stopped: patterns can backtrack for hours.
    return runInThisContext(
      `(function(){"use strict";${body}\nreturn validate(JSON.parse(${text}))===null})()`,
      { timeout: mostMilliseconds },
    ) as boolean;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  }
}

function objectsIn(schema: Json): number {
  if (typeof schema !== 'object' || schema === null) return 0;
  return Object.values(schema).reduce((sum: number, part: Json) => sum + objectsIn(part), 1);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/** Reads schemas that are referred to, from the folder and nowhere else. */
function fileReader(folder: string, dialect: Draft): (uri: string) => Json | undefined {
  const read = new Map<string, Json | undefined>();
  return (uri) => {
    if (!read.has(uri)) read.set(uri, readBelow(folder, uri, dialect));
    return read.get(uri);
  };
}

function readBelow(folder: string, uri: string, dialect: Draft): Json | undefined {
  if (!uri.startsWith('file://')) return undefined;
  try {
    const path = realpathSync(fileURLToPath(uri));
    if (!path.startsWith(realpathSync(folder) + sep)) return undefined;
    return upgradeSchema(JSON.parse(readFileSync(path, 'utf8')) as Json, dialect).document;
  } catch {
    return undefined;
  }
}
