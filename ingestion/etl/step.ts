import type { Log } from '../../connectors/log.ts';
import type { Counters } from '../counters.ts';

/** What every step works with besides its stores. */
export interface StepContext {
  readonly log: Log;
  readonly counters: Counters;
  /** Waits between runs; a test may take the time out of it. */
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** How one run of a step ended. */
export type StepResult =
  /** Nothing new had committed. */
  | { readonly outcome: 'idle' }
  /** Rows and checkpoint are committed; `more` when the next batch should follow at once. */
  | {
      readonly outcome: 'moved';
      readonly more: boolean;
      readonly counts: Readonly<Record<string, number>>;
    }
  /** Another instance of the step is at work. */
  | { readonly outcome: 'lost' };

export interface Step {
  readonly name: string;
  /** One batch in one transaction. Rejects with a Failure; then nothing of it is committed. */
  runOnce(): Promise<StepResult>;
  /** Runs until the signal aborts, then ends after the batch in hand. Survives failures. */
  run(signal: AbortSignal): Promise<void>;
}
