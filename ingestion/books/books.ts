import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { Books, EventBook } from './book.ts';
import { curatedAccounts } from './curated-accounts.ts';
import { metricsAccounts } from './metrics-accounts.ts';
import { rawAccounts } from './raw-accounts.ts';

export interface BooksReader {
  read(): Promise<Books>;
}

/**
 * Reads the books of all streams from the tables; the counters of the processes play no part. Rows
 * counted once are not counted again, so a reader that is kept open costs what is new since its
 * last reading. What retention removes from tables must be removed from its accounts as well: open
 * a new reader then.
 *
 * Curated is read before raw: its counts and its checkpoint are of one instant, and whatever raw
 * holds beyond that checkpoint is pending, however late raw is read. So the books balance at every
 * moment, also where the stores are on different servers.
 */
export function openBooks(
  plan: Plan,
  stores: { readonly raw: Store; readonly metrics: Store; readonly curated: Store },
): BooksReader {
  const events = plan.datasets.filter((dataset) => dataset.kind === 'event');
  const sensors = plan.datasets.filter((dataset) => dataset.kind === 'sensor');
  const curated = curatedAccounts(events, stores.curated);
  const raw = rawAccounts(events, stores.raw);
  const metrics = metricsAccounts(sensors, stores.metrics);

  const readOnce = async (): Promise<Books> => {
    const settled = await curated.read();
    const counting = [
      raw.read(new Map(settled.map(({ stream, position }) => [stream, position]))),
      metrics.read(),
    ] as const;
    // Where one fails, the other still counts: the next reading must not begin beside it.
    await Promise.allSettled(counting);
    const [arrived, samples] = await Promise.all(counting);
    const eventBooks = arrived.map((account, index): EventBook => {
      const { curated: done = 0, quarantined = 0, held = 0 } = settled[index] ?? {};
      const book = { ...account, curated: done, quarantined, held };
      return {
        ...book,
        balanced:
          book.received === book.raw + book.duplicate &&
          book.raw === done + quarantined + held + book.pending,
      };
    });
    return {
      events: eventBooks,
      sensors: samples,
      balanced: [...eventBooks, ...samples].every(({ balanced }) => balanced),
      settled: eventBooks.every(({ pending }) => pending === 0),
    };
  };

  // Two readings at once would both count what is new since the last one.
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: () => {
      const reading = last.then(readOnce, readOnce);
      last = reading;
      return reading;
    },
  };
}
