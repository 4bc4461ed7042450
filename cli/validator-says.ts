import { runInThisContext } from 'node:vm';
import { generateValidator } from '../contracts/generate/validator/generate-validator.ts';
import type { Json } from '../contracts/source/json.ts';
import type { Draft } from '../contracts/source/json-schema/draft.ts';
import { upgradeSchema } from '../contracts/source/json-schema/upgrade-schema.ts';

/** For one counterexample on one generated validator. */
const mostMilliseconds = 200;
/** Subschemas, about: more of them take half a second and megabytes of text to generate. */
const mostObjects = 8_000;

export interface Examination {
  readonly dialect: Draft;
  readonly formats: 'assert' | 'annotate';
  readonly resolve: (uri: string) => Json | undefined;
  readonly uri: string | undefined;
}

/**
 * Whether the validator that the data plane would run accepts a value. Undefined where none can be
 * generated for the schema, or it does not come to an end.
 */
export function validatorSays(
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
