import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { type Comparison, compareWithRecompute } from './full-recompute.ts';
import { openRunningBooks, type RunningBooks } from './running-books.ts';
import type { SentAccount } from './simulator/sent-account.ts';
import { simulatedStreams } from './simulator/simulated-message.ts';
import { type BookLine, imbalances } from './view/book-line.ts';

/** The platform's books beside the sources' own, and what does not fit. */
export interface Audit {
  readonly books: readonly BookLine[];
  readonly comparisons: readonly Comparison[];
  readonly faults: readonly string[];
}

/**
 * Compares at this moment; while messages are under way there are faults that will pass. Without a
 * reader everything is counted anew.
 */
export async function audit(
  store: Store,
  plan: Plan,
  sent: SentAccount,
  reader: RunningBooks = openRunningBooks(store, plan),
): Promise<Audit> {
  const books = await reader.read();
  const faults = [
    ...simulatedStreams
      .filter((stream) => !books.some((line) => line.stream === stream))
      .map((stream) => `${stream} has no books`),
    ...books.flatMap(imbalances),
    ...books.flatMap((line) => compareWithSources(line, sent)),
  ];
  // While rows are missing, a recompute is missing them as well.
  if (faults.length > 0) return { books, comparisons: [], faults };
  const comparisons = await compareWithRecompute(store, plan);
  return {
    books,
    comparisons,
    faults: comparisons
      .filter(({ different }) => different > 0)
      .map(
        ({ dataset, different }) => `${dataset}: ${different} rows differ from a full recompute`,
      ),
  };
}

function compareWithSources(line: BookLine, sent: SentAccount): readonly string[] {
  const stream = simulatedStreams.find((one) => one === line.stream);
  if (stream === undefined) return [];
  const { unique, resends, broken } = sent.of(stream);
  const sensor = line.curated === undefined;
  const placed = sensor ? line.stored + line.quarantined : line.stored;
  const faults: string[] = [];
  if (placed !== unique) {
    faults.push(`${stream}: ${unique} different ${line.unit} were sent, ${placed} are there`);
  }
  if (line.duplicate < resends) {
    faults.push(`${stream}: ${resends} ${line.unit} were resent, ${line.duplicate} recognised`);
  }
  if (line.quarantined !== broken) {
    faults.push(
      `${stream}: ${broken} ${line.unit} break their contract, ${line.quarantined} are in quarantine`,
    );
  }
  if (line.pending > 0) faults.push(`${stream}: ${line.pending} ${line.unit} are pending`);
  if (line.held > 0) faults.push(`${stream}: ${line.held} ${line.unit} are held`);
  return faults;
}
