import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { businessStep } from '../../ingestion/etl/business-step.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { computedInOrder } from '../../ingestion/etl/dependency-order.ts';
import { personalKeysIfAny } from './personal-keys.ts';
import { eventDatasets, type RoleContext, type RunRole } from './role.ts';
import { validatorsByMajor } from './validators.ts';

/** Raw to curated, one step per event dataset. */
export const curate: RunRole = async (context) => {
  const { plan, build, environment, log, counters, signal } = context;
  const events = eventDatasets(plan);
  const keys = personalKeysIfAny(plan, environment);
  const raw = postgresStore(environment.stores.raw, storeOptions(context, 'curated'));
  const curated = postgresStore(environment.stores.curated, storeOptions(context, 'curated'));
  try {
    const steps = await Promise.all(
      events.map(async (dataset) =>
        curatedStep({
          plan: dataset,
          raw,
          curated,
          validators: await validatorsByMajor(build, dataset.majors),
          keys,
          log,
          counters,
        }),
      ),
    );
    await Promise.all(steps.map((step) => step.run(signal)));
  } finally {
    await Promise.all([raw.close(), curated.close()]);
  }
};

/** Curated and metrics to business, one step per computed dataset. */
export const computeBusiness: RunRole = async (context) => {
  const { plan, environment, log, counters, signal } = context;
  const business = postgresStore(environment.stores.business, storeOptions(context, 'business'));
  try {
    const steps = computedInOrder(plan).map((dataset) =>
      businessStep({ dataset, plan, business, log, counters }),
    );
    await Promise.all(steps.map((step) => step.run(signal)));
  } finally {
    await business.close();
  }
};

function storeOptions({ instance }: RoleContext, role: string) {
  return { applicationName: `tundish ${instance} ${role}`, poolMax: 8, planEachRun: true };
}
