import type { Source } from '../../connectors/connector.ts';
import type { Log } from '../../connectors/log.ts';
import type { EventDatasetPlan, Plan, SensorDatasetPlan } from '../../contracts/plan/plan.ts';
import type { Counters } from '../../ingestion/counters.ts';
import type { Environment } from '../environment.ts';

/** What a role runs with. */
export interface RoleContext {
  readonly plan: Plan;
  /** Folder with the plan's validators. */
  readonly build: string;
  readonly environment: Environment;
  /**
   * Names this instance: flow counters, connections. Stable over restarts; two processes of one role
   * need different ones.
   */
  readonly instance: string;
  /** The instance as people named it, where `instance` says more; see session-name.ts. */
  readonly named?: string;
  readonly log: Log;
  readonly counters: Counters;
  /** Ends the role gracefully. */
  readonly signal: AbortSignal;
  /** Between the wire and the loop: where a proof looks on, or breaks things on purpose. */
  readonly tap?: (source: Source) => Source;
}

/** Runs until the signal, then drains. Rejects only for faults of ours or of the plan. */
export type RunRole = (context: RoleContext) => Promise<void>;

export function eventDatasets(plan: Plan): readonly EventDatasetPlan[] {
  return plan.datasets.filter((dataset) => dataset.kind === 'event');
}

/** All that arrives on a stream. */
export function streamDatasets(plan: Plan): readonly (EventDatasetPlan | SensorDatasetPlan)[] {
  return plan.datasets.filter((dataset) => dataset.kind === 'event' || dataset.kind === 'sensor');
}

export function sensorDatasets(plan: Plan): readonly SensorDatasetPlan[] {
  return plan.datasets.filter((dataset) => dataset.kind === 'sensor');
}
