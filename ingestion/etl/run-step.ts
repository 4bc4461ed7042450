import { waitFor } from '../../connectors/back-off.ts';
import { Failure } from '../../connectors/failure.ts';
import { faultPlace } from '../pump/isolate-faults.ts';
import type { StepContext, StepResult } from './step.ts';

export interface LoopSettings {
  /** Pause after a run that found nothing. */
  readonly idleMs: number;
  /** Pause after the first failure in a row; it doubles up to the longest. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

export const defaultLoop: LoopSettings = { idleMs: 100, retryMs: 200, longestRetryMs: 15_000 };

/**
 * Runs a step again and again. No failure ends the loop: what is transient passes, what is drift
 * waits for an `apply`, and both are said once per change of cause rather than once per try.
 */
export async function runStep(
  step: { readonly name: string; runOnce(): Promise<StepResult> },
  loop: StepContext & { readonly signal: AbortSignal; readonly settings: LoopSettings },
): Promise<void> {
  const { signal, log, counters, settings, sleep = waitFor } = loop;
  let failures = 0;
  let said: string | undefined;
  while (!signal.aborted) {
    let pause: number;
    try {
      const result = await step.runOnce();
      if (said !== undefined) log.info({ step: step.name, failures }, 'step recovered');
      failures = 0;
      said = undefined;
      pause = result.outcome === 'moved' && result.more ? 0 : settings.idleMs;
    } catch (error) {
      failures += 1;
      pause = Math.min(settings.retryMs * 2 ** Math.min(failures - 1, 20), settings.longestRetryMs);
      counters.add('failed_runs', { step: step.name, kind: kindOf(error) }, 1);
      // The words of what is no Failure may quote a message.
      const told = error instanceof Failure ? { cause: error.message } : faultPlace(error);
      const cause = JSON.stringify(told);
      if (cause !== said) {
        said = cause;
        log.error(
          { step: step.name, kind: kindOf(error), ...told, retryInMs: pause },
          adviceFor(error),
        );
      }
    }
    if (pause > 0) await sleep(pause, signal);
  }
}

function kindOf(error: unknown): string {
  return error instanceof Failure ? error.kind : 'unknown';
}

function adviceFor(error: unknown): string {
  return kindOf(error) === 'drift'
    ? 'step waits: its store or its contract does not fit the plan; nothing is lost, run `tundish plan` to see the difference'
    : 'step failed and tries again; nothing is lost';
}
