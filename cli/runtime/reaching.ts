import { Failure } from '../../connectors/failure.ts';
import { NotAppliedError } from '../not-applied-error.ts';
import { UnreachableError } from '../unreachable-error.ts';

/**
 * What a database answers is the environment's matter, not a bug of ours, and each answer has a
 * remedy of its own.
 * @throws UnreachableError where a server does not answer or refuses the account.
 */
export async function reaching<R>(environment: string, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const hint =
      remedyOf(error) ??
      (error.kind === 'transient'
        ? 'Check host and port in the URL and that the server is up'
        : undefined);
    if (hint === undefined) throw error;
    throw new UnreachableError(`${error.message}. ${hint} (environments/${environment}.yaml)`);
  }
}

/** What to do about a server's answer, where the answer says it. */
export function remedyOf(failure: Failure | undefined): string | undefined {
  if (failure === undefined) return undefined;
  if (/\bENOTFOUND\b/.test(failure.message)) {
    return 'No server has that name: check the host in the URL';
  }
  return hints[failure.sqlState ?? ''];
}

/**
 * The same for work over what apply makes.
 * @throws UnreachableError
 * @throws NotAppliedError where a table, column or schema of the plan is missing.
 */
export async function reachingApplied<R>(environment: string, work: Promise<R>): Promise<R> {
  return reaching(environment, work).catch((error: unknown) => {
    if (!(error instanceof Failure && missingObject.has(error.sqlState ?? ''))) throw error;
    throw new NotAppliedError(
      `the plan is not applied to ${environment} yet, or not all of it (${error.message}).\nNext: tundish apply ${environment}`,
    );
  });
}

/** Undefined table, column and function. */
const missingObject: ReadonlySet<string> = new Set(['42P01', '42703', '42883']);

/** By SQLSTATE (PostgreSQL manual, appendix A). */
const hints: Readonly<Record<string, string>> = {
  '28000': 'Check the user name in the URL, and what pg_hba.conf lets that user do',
  '28P01': 'Check user and password in the URL',
  '3D000': 'Create that database (createdb), or mend its name in the URL',
  '42501':
    'Use an account that may: apply creates schemas, tables and roles (CREATEROLE, or the roles made beforehand)',
  '53300': 'The server has no connection left: end some, or raise max_connections',
  '57P03': 'The server is starting or stopping: try again in a moment',
};
