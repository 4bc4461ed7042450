import { readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type Containment,
  type ContainmentOptions,
  contains,
} from '../contracts/compatibility/containment/contains.ts';
import type { Json } from '../contracts/source/json.ts';
import type { Draft } from '../contracts/source/json-schema/draft.ts';
import { upgradeSchema } from '../contracts/source/json-schema/upgrade-schema.ts';
import { validatorSays } from './validator-says.ts';

/** How a pair is compared. */
export interface Manner {
  readonly dialect: Draft;
  /** Whether texts that break a format are refused; both sides and all examinations take it alike. */
  readonly formats?: 'assert' | 'annotate';
  /** What takes longer is undecided. */
  readonly milliseconds?: number;
}

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
