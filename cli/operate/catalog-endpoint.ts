import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';

export interface CatalogEndpoint {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the catalog of this plant on a port of the loopback address, 0 for a free one. The one
 * place where `tundish up` starts it.
 */
export async function startCatalog(_catalog: {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly port: number;
}): Promise<CatalogEndpoint | undefined> {
  return undefined;
}
