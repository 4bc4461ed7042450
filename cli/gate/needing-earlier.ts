import type { Contract } from '../../contracts/model/contract.ts';
import type { Dataset } from '../../contracts/model/dataset.ts';
import type { Plant } from '../../contracts/model/plant.ts';

/**
 * Contracts of the base whose payloads changed under a mode that promises something to every
 * version, of the base or of the head.
 */
export function needingEarlier(previous: Plant, current: Plant): readonly Contract[] {
  const now = new Map(contractsOf(current).map((contract) => [nameOf(contract), contract]));
  return contractsOf(previous).filter((before) => {
    const after = now.get(nameOf(before));
    return (after?.datasets ?? []).some((dataset) => {
      const same = before.datasets.find(({ name }) => name === dataset.name);
      const modes = [dataset.compatibility, same?.compatibility];
      const isTransitive = modes.some((mode) => mode?.endsWith('_TRANSITIVE') === true);
      return same !== undefined && isTransitive && payloadText(same) !== payloadText(dataset);
    });
  });
}

function payloadText({ source }: Dataset): string {
  return source.kind === 'stream' ? JSON.stringify(source.payload.document) : '';
}

function nameOf({ id, major }: Contract): string {
  return `${id}.v${major}`;
}

function contractsOf(plant: Plant): readonly Contract[] {
  return plant.products.flatMap((product) => product.contracts);
}
