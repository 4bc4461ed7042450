import type { Store } from '../../../connectors/connector.ts';
import { silentLog } from '../../../connectors/log.ts';
import { generateValidator } from '../../../contracts/generate/validator/generate-validator.ts';
import type { Validate } from '../../../contracts/generate/validator/violation.ts';
import type { EventDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { curatedStep } from '../../../ingestion/etl/curated-step.ts';
import type { Validators } from '../../../ingestion/etl/judge-row.ts';
import type { IdentifiedEvent } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { loadModule } from '../../support/load-module.ts';

const BATCH = 500;

export async function loadedValidator(major: StreamMajor): Promise<Validate> {
  const { source } = generateValidator(major.payload.document, { formats: 'assert' });
  return (await loadModule(source)).validate as Validate;
}

/** Writes events through the raw sink and curates them, as the roles of the data plane do. */
export async function curateEvents(
  store: Store,
  dataset: EventDatasetPlan,
  validators: Validators,
  events: readonly IdentifiedEvent[],
): Promise<void> {
  const sink = rawSink({ store, worker: 'proof', counters: noCounters });
  for (let at = 0; at < events.length; at += BATCH) await sink.write(events.slice(at, at + BATCH));
  const step = curatedStep({
    plan: dataset,
    raw: store,
    curated: store,
    validators,
    log: silentLog,
    counters: noCounters,
  });
  while ((await step.runOnce()).outcome === 'moved');
}
