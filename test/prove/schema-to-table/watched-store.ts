import type { Store, StoreSession } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';

/** A store that notes each statement that the database refused for a value. */
export interface WatchedStore extends Store {
  /** SQLSTATEs of classes 22 and 23, in the order in which they came. */
  readonly refusals: readonly string[];
}

export function watchedStore(store: Store): WatchedStore {
  const refusals: string[] = [];
  const watch = (session: StoreSession): StoreSession => ({
    query: async (statement) => {
      try {
        return await session.query(statement);
      } catch (error) {
        if (error instanceof Failure && /^2[23]/.test(error.sqlState ?? '')) {
          refusals.push(`${error.sqlState} ${error.column ?? error.constraint ?? ''}`.trim());
        }
        throw error;
      }
    },
  });
  return {
    refusals,
    query: watch(store).query,
    transaction: (work) => store.transaction((session) => work(watch(session))),
    close: () => store.close(),
  };
}
