import { runInThisContext } from 'node:vm';
import { generateValidator } from '../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { PersonalMember, StreamMajor } from '../../../contracts/plan/plan.ts';
import { treatedSchema } from '../../../contracts/plan/treated-schema.ts';

/** A validator as the data plane would run it, or what of the schema cannot be compiled. */
export interface CompiledValidator {
  /** Module text: equal texts judge alike. */
  readonly source: string;
  readonly validate: Validate;
}

/** Lint has an error about it; the message says where. */
export class SchemaNotCompiled extends Error {
  override readonly name = 'SchemaNotCompiled';
}

/**
 * Compiles the validator of a major for stored messages whose `personal` members were treated before
 * they came to the store.
 * @throws SchemaNotCompiled
 */
export function compileValidator(
  { payload }: StreamMajor,
  personal: readonly PersonalMember[],
): CompiledValidator {
  const { source, problems } = generateValidator(treatedSchema(payload, personal), {
    formats: 'assert',
  });
  const [problem] = problems;
  if (problem !== undefined) {
    throw new SchemaNotCompiled(
      `${payload.path}${problem.pointer} cannot be compiled (${problem.message})`,
    );
  }
  // The module imports nothing: as a function it is collected when it is done.
  const body = source.replace(/^export function validate/m, 'function validate');
  const validate = runInThisContext(
    `(function(){"use strict";${body}\nreturn validate})()`,
  ) as Validate;
  return { source, validate };
}
