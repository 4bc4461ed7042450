import type { Plan } from '../../contracts/plan/plan.ts';
import type { PersonalKeys } from '../../ingestion/personal/personal-keys.ts';
import { UsageError } from '../command.ts';
import type { Environment } from '../environment.ts';
import { streamDatasets } from './role.ts';

/**
 * The keys that the plan's personal fields need. A plan without such fields needs none; where the
 * environment has them, what an earlier plan called personal is still encrypted when it comes, and
 * what was encrypted is read. Undefined where there are none and none are needed.
 * @throws UsageError naming stream, field and what is missing: without its key a process would have
 * to store personal values in clear, or lose them.
 */
export function requirePersonalKeys(
  plan: Plan,
  environment: Environment,
): PersonalKeys | undefined {
  const [first] = personalFields(plan);
  if (first === undefined) return configuredKeys(environment);
  const pseudonymised = personalFields(plan).find(({ treatment }) => treatment === 'pseudonymise');
  return {
    // Whatever the treatments are, a message that nobody can read is encrypted whole.
    encryptionKey: keyFor(first, 'encryptionKey', environment),
    pseudonymKey:
      pseudonymised === undefined ? undefined : keyFor(pseudonymised, 'pseudonymKey', environment),
  };
}

function configuredKeys({ personal }: Environment): PersonalKeys | undefined {
  try {
    return personal === undefined
      ? undefined
      : { encryptionKey: personal.encryptionKey, pseudonymKey: undefined };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The same for a process that can do its work without them, except for sealed messages. */
export function personalKeysIfAny(plan: Plan, environment: Environment): PersonalKeys | undefined {
  try {
    return requirePersonalKeys(plan, environment);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

interface PersonalField {
  readonly stream: string;
  readonly field: string;
  readonly treatment: string;
}

function personalFields(plan: Plan): readonly PersonalField[] {
  return streamDatasets(plan).flatMap(({ id, majors }) =>
    majors.flatMap(({ personal = [] }) =>
      personal.map(({ path, treatment }) => ({ stream: id, field: path.join('.'), treatment })),
    ),
  );
}

function keyFor(
  { stream, field, treatment }: PersonalField,
  name: keyof NonNullable<Environment['personal']>,
  { personal }: Environment,
): Uint8Array {
  try {
    if (personal === undefined) throw new UsageError(`there is no key personal.${name}`);
    return personal[name];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${error.message}. Stream '${stream}' needs it: its field '${field}' is personal (${treatment})`,
    );
  }
}
