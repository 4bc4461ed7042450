import { generateValidator } from '../../../../contracts/generate/validator/generate-validator.ts';
import type { Json } from '../../../../contracts/source/json.ts';

export type Accepts = (value: Json) => boolean;

/**
 * What the generated validator of a schema of 2020-12 says; undefined where none can be generated.
 * It shares nothing with the engine but the reading of references.
 */
export function generatedJudge(schema: Json, formats: 'assert' | 'annotate'): Accepts | undefined {
  const { source, problems } = generateValidator(schema, { formats });
  if (problems.length > 0) return undefined;
  // Whether is all that is asked: collecting what is wrong costs ten times as much.
  const body = source
    .replace(/^export function validate/m, 'function validate')
    .replace('const found = [];', 'return [{ rule: "" }];\n    const found = [];');
  const validate = new Function(`"use strict";${body}\nreturn validate;`)() as (
    value: Json,
  ) => readonly { readonly rule: string }[] | null;
  return (value) => {
    const found = validate(value);
    if (found?.[0]?.rule === 'depth' || found?.[0]?.rule === 'budget') throw new Unjudged();
    return found === null;
  };
}

/** The validator gave up on a value: it says nothing about it. */
export class Unjudged extends Error {}
