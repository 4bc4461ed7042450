import type { Validate } from '../../contracts/generate/validator/violation.ts';
import type { StreamMajor } from '../../contracts/plan/plan.ts';
import { loadValidator } from '../runtime/built-plant.ts';

/** Imports the validators of these majors, by validator name. */
export async function loadValidators(
  build: string,
  majors: readonly StreamMajor[],
): Promise<ReadonlyMap<string, Validate>> {
  return new Map(
    await Promise.all(
      majors.map(
        async ({ validator }) => [validator.name, await loadValidator(build, validator)] as const,
      ),
    ),
  );
}

/** The same by major, for one dataset; undefined where a major is not among them. */
export async function validatorsByMajor(
  build: string,
  majors: readonly StreamMajor[],
): Promise<(major: number) => Validate | undefined> {
  const loaded = await loadValidators(build, majors);
  const byMajor = new Map(
    majors.map(({ major, validator }) => [major, loaded.get(validator.name)]),
  );
  return (major) => byMajor.get(major);
}
