import type { Plant } from '../../model/plant.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Artifact } from '../artifact.ts';
import { completeOdcs } from './complete-odcs.ts';

/** One complete document per contract major: `<folder>/generated/<name>.v<major>.odcs.yaml`. */
export function generateOdcs(plant: Plant, plan: Plan): readonly Artifact[] {
  return plant.products.flatMap((product) =>
    product.contracts.map((contract) => ({
      path: `${product.folder}/generated/${contract.path.split('/').at(-1) ?? contract.path}`,
      text: completeOdcs(contract, product, plan),
    })),
  );
}
