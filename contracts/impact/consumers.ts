import type { Plant } from '../model/plant.ts';
import type { Plan } from '../plan/plan.ts';
import type { Consumer } from './consumer.ts';

/**
 * Who reads which dataset, by product and view, with the surest evidence and all columns that are
 * known to be read. Runs within `withLibraries`.
 */
export function consumersOf(_plant: Plant, _plan: Plan): readonly Consumer[] {
  return [];
}
