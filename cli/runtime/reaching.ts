import { Failure } from '../../connectors/failure.ts';
import { UnreachableError } from '../unreachable-error.ts';

/** A server that does not answer is the environment's fault, not a bug: exit code 4. */
export async function reaching<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'transient') {
      throw new UnreachableError(`${error.message}. Check the URL and that the server is up`);
    }
    throw error;
  }
}
