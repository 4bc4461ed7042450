import type { Contract } from '../../model/contract.ts';
import type { ChangeFact } from './change-fact.ts';
import type { PlantVersion } from './plant-version.ts';

/**
 * All that differs between two versions of a plant, in an order that depends on nothing but them:
 * products by id, contracts by id and major, then their text's order. Work may ask for libraries:
 * wrap it in `withLibraries`.
 */
export function diffPlants(_previous: PlantVersion, _current: PlantVersion): readonly ChangeFact[] {
  return [];
}

/** What differs between two versions of one contract, without what follows for the plan. */
export function diffContracts(_previous: Contract, _current: Contract): readonly ChangeFact[] {
  return [];
}
