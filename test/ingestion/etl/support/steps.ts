import type { Store } from '../../../../connectors/connector.ts';
import { silentLog } from '../../../../connectors/log.ts';
import type { ComputedDatasetPlan, Plan } from '../../../../contracts/plan/plan.ts';
import { noCounters } from '../../../../ingestion/counters.ts';
import { businessStep } from '../../../../ingestion/etl/business-step.ts';
import { curatedStep } from '../../../../ingestion/etl/curated-step.ts';
import type { Step } from '../../../../ingestion/etl/step.ts';
import { heatPlan, plantPlan } from './heat-plan.ts';
import { validateHeat } from './plant.ts';

/** The curated step of the heats. */
export function curate(store: Store, raw: Store = store, log = silentLog): Step {
  return curatedStep({
    plan: heatPlan,
    raw,
    curated: store,
    validators: () => validateHeat,
    log,
    counters: noCounters,
  });
}

/** The business step of one dataset. */
export function compute(
  store: Store,
  dataset: ComputedDatasetPlan,
  plan: Plan = plantPlan,
  settings: { readonly chunkKeys?: number; readonly maxKeys?: number } = {},
  log = silentLog,
): Step {
  return businessStep({ dataset, plan, business: store, log, counters: noCounters, settings });
}

/** Runs each step until it finds nothing more. */
export async function drain(...steps: readonly Step[]): Promise<void> {
  for (const step of steps) while ((await step.runOnce()).outcome === 'moved');
}
