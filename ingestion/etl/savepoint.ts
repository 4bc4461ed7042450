import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';

/**
 * Runs `work` behind a savepoint; resolves to the Failure that `expected` knows, of a refused value
 * unless it says otherwise, rolled back.
 */
export async function attempt(
  session: StoreSession,
  work: () => Promise<unknown>,
  expected: (failure: Failure) => boolean = ({ kind }) => kind === 'poison',
): Promise<Failure | undefined> {
  await session.query({ text: 'SAVEPOINT attempt' });
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || !expected(error)) throw error;
    await session.query({ text: 'ROLLBACK TO SAVEPOINT attempt' });
    return error;
  }
  await session.query({ text: 'RELEASE SAVEPOINT attempt' });
  return undefined;
}
