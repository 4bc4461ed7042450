import type {
  EventDatasetPlan,
  Plan,
  SensorDatasetPlan,
  StreamMajor,
} from '../../../contracts/plan/plan.ts';
import { nearest } from '../../../contracts/source/suggestion.ts';
import { UsageError } from '../../command.ts';

export interface ChosenStream {
  readonly dataset: EventDatasetPlan | SensorDatasetPlan;
  readonly major: StreamMajor;
}

/**
 * The stream of an id (`heat.heat`; the product's name alone where it has one stream), in the newest
 * major or the one that is asked for. @throws UsageError with what there is.
 */
export function streamOf(plan: Plan, id: string, wanted: number | undefined): ChosenStream {
  const streams = plan.datasets.filter((one) => one.kind === 'event' || one.kind === 'sensor');
  const exact = streams.find((one) => one.id === id);
  const ofProduct = streams.filter((one) => one.product === id);
  const dataset = exact ?? (ofProduct.length === 1 ? ofProduct[0] : undefined);
  if (dataset === undefined) {
    const ids = streams.map((one) => one.id);
    const suggestion = nearest(id, [...ids, ...streams.map((one) => one.product)]);
    throw new UsageError(
      `there is no stream '${id}'${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`} Streams: ${ids.join(', ')}`,
    );
  }
  const majors = [...dataset.majors].sort((a, b) => b.major - a.major);
  const major = majors.find((one) => wanted === undefined || one.major === wanted);
  if (major === undefined) {
    throw new UsageError(
      `${dataset.id} has no major ${wanted}; it has ${majors.map((one) => one.major).join(', ')}`,
    );
  }
  return { dataset, major };
}
