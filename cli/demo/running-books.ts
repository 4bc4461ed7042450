import type { Store } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { BookLine } from './view/book-line.ts';

/** Placeholder until the books of ingestion land. */
export async function readBooks(_store: Store, _plan: Plan): Promise<readonly BookLine[]> {
  return [];
}
