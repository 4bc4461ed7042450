import type { Affected } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import type { Plan } from '../plan/plan.ts';
import { affectedBy, type Reached } from './affected-by.ts';
import type { Consumer } from './consumer.ts';
import { consumersOf } from './consumers.ts';
import { downstreamOf } from './downstream.ts';

/** Who has to do with what changes between two versions of a plant. */
export interface Impact {
  /** As the current version has them, who reads what is about to go among them. */
  readonly consumers: readonly Consumer[];
  affectedBy(reached: Reached): readonly Affected[];
  /** Products behind those that are affected, nearest first. */
  downstreamOf(affected: readonly Affected[]): readonly string[];
}

/** Runs within `withLibraries`. */
export function impactOf(
  previous: { readonly plan: Plan } | undefined,
  current: { readonly plant: Plant; readonly plan: Plan },
): Impact {
  const consumers = consumersOf(current.plant, current.plan, previous?.plan);
  const plans = previous === undefined ? [current.plan] : [previous.plan, current.plan];
  return {
    consumers,
    affectedBy: (reached) => affectedBy(reached, consumers, plans),
    downstreamOf: (affected) => {
      const direct = affected.map(({ product }) => product);
      return downstreamOf(direct, consumers, current.plant);
    },
  };
}
