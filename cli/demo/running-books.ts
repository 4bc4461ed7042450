import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { openBooks } from '../../ingestion/books/books.ts';
import type { BookLine } from './view/book-line.ts';

/** The platform's own books, as lines of the view. */
export interface RunningBooks {
  read(): Promise<readonly BookLine[]>;
}

/** Books over one database that holds all stores; each reading costs what is new since the last. */
export function openRunningBooks(store: Store, plan: Plan): RunningBooks {
  const reader = openBooks(plan, { raw: store, metrics: store, curated: store });
  return {
    read: async () => {
      const { events, sensors } = await reader.read();
      return [
        ...events.map(
          (book): BookLine => ({
            ...book,
            unit: 'messages',
            stored: book.raw,
            dropped: 0,
          }),
        ),
        ...sensors.map(
          (book): BookLine => ({
            ...book,
            unit: 'samples',
            stored: book.metrics,
            curated: undefined,
            held: 0,
            pending: 0,
          }),
        ),
      ];
    },
  };
}
