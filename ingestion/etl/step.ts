/** What a step tells about itself. Fields never hold payload values. */
export interface StepLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Counts what a step did, by name and labels (`curated`, `quarantined`, `held`, `revised`). */
export interface StepCounters {
  add(name: string, labels: Readonly<Record<string, string>>, amount: number): void;
}

export interface StepClock {
  /** Resolves after the time, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
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
