import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';

/** Runs `work` behind a savepoint; resolves to the Failure of a refused value, rolled back. */
export async function attempt(
  session: StoreSession,
  work: () => Promise<unknown>,
): Promise<Failure | undefined> {
  await session.query({ text: 'SAVEPOINT attempt' });
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.kind !== 'poison') throw error;
    await session.query({ text: 'ROLLBACK TO SAVEPOINT attempt' });
    return error;
  }
  await session.query({ text: 'RELEASE SAVEPOINT attempt' });
  return undefined;
}
