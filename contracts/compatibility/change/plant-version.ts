import type { Contract } from '../../model/contract.ts';
import type { Plant } from '../../model/plant.ts';
import type { Plan } from '../../plan/plan.ts';
import type { SourceDocument } from '../../source/source-document.ts';

/** One side of a comparison. */
export interface PlantVersion {
  readonly plant: Plant;
  readonly plan: Plan;
  /**
   * Earlier versions of contracts that are still promised, oldest first, by `<contract>.v<major>`:
   * what the modes that end in `_TRANSITIVE` compare with. Only of the current side.
   */
  readonly earlier?: ReadonlyMap<string, readonly Contract[]>;
  /**
   * The files as read (`PlantReading.sources`): facts then point at the very line of a unit or a
   * service level. Without them they point at the field or the contract, and have no pointer.
   */
  readonly sources?: ReadonlyMap<string, SourceDocument>;
}
