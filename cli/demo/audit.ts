import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { type Comparison, compareWithRecompute } from './full-recompute.ts';
import { openRunningBooks, type RunningBooks } from './running-books.ts';
import type { SentCounts } from './simulator/sent-account.ts';
import { type BookLine, imbalances } from './view/book-line.ts';

/** The platform's books beside the sources' own, and what does not fit. */
export interface Audit {
  readonly books: readonly BookLine[];
  readonly comparisons: readonly Comparison[];
  readonly faults: readonly string[];
}

/**
 * Compares with what the sources and models sent, by their own account per stream. At this moment: while messages are under way there are faults that will pass. Without a
 * reader everything is counted anew.
 */
export async function audit(
  store: Store,
  plan: Plan,
  accounts: ReadonlyMap<string, SentCounts>,
  reader: RunningBooks = openRunningBooks(store, plan),
): Promise<Audit> {
  const books = await reader.read();
  const faults = [
    ...[...accounts.keys()]
      .filter((stream) => !books.some((line) => line.stream === stream))
      .map((stream) => `${stream} has no books`),
    ...books.flatMap(imbalances),
    ...books.flatMap((line) => compareWithSources(line, accounts.get(line.stream))),
    ...(await heatsWithoutPrediction(store)),
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

function compareWithSources(line: BookLine, account: SentCounts | undefined): readonly string[] {
  if (account === undefined) return [];
  const { stream } = line;
  const { unique, resends, broken } = account;
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

/** Each heat whose signals are known is foreseen, on the revision that is known now. */
async function heatsWithoutPrediction(store: Store): Promise<readonly string[]> {
  const [row] = await store.query<{ missing: string }>({
    text: `SELECT count(*) AS missing FROM business.heat_kpi_v1 AS k
      WHERE k.casting_speed_mean > 0.1 AND k.mold_level_deviation IS NOT NULL AND NOT EXISTS (
        SELECT FROM curated.defect_prediction_v1 AS p
        WHERE p.heat_id = k.heat_id AND p.heat_revision = k.heat_revision)`,
  });
  const missing = Number(row?.missing ?? 0);
  return missing === 0 ? [] : [`${missing} heats have no prediction of their newest revision`];
}
