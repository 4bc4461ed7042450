import { wholeContract } from '../../contracts/exchange/whole-contract.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Product } from '../../contracts/model/product.ts';
import { isJsonObject, type JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import type { SourceDocument } from '../../contracts/source/source-document.ts';
import { nearest } from '../../contracts/source/suggestion.ts';
import { UsageError } from '../command.ts';

/** A contract of the plant with its product. */
export interface PlantContract {
  readonly contract: Contract;
  readonly product: Product;
}

export function allContracts(plant: Plant): readonly PlantContract[] {
  return plant.products.flatMap((product) =>
    product.contracts.map((contract) => ({ contract, product })),
  );
}

/**
 * The contract that `heat` or `heat@2` names; without a major the highest.
 * @throws UsageError with the nearest name.
 */
export function namedContract(plant: Plant, name: string): PlantContract {
  const [id = '', major] = name.split(/@v?(?=\d+$)/);
  const known = allContracts(plant);
  const ofId = known.filter(({ contract }) => contract.id === id);
  const found = ofId
    .filter(({ contract }) => major === undefined || contract.major === Number(major))
    .at(-1);
  if (found !== undefined) return found;
  if (ofId.length > 0) {
    const majors = ofId.map(({ contract }) => contract.major).join(', ');
    throw new UsageError(`the contract '${id}' has no major ${major}; there is ${majors}`);
  }
  const ids = [...new Set(known.map(({ contract }) => contract.id))];
  const near = nearest(id, ids);
  throw new UsageError(
    `no product has the contract '${id}'; ${near === undefined ? `there are ${ids.join(', ')}` : `did you mean '${near}'?`}`,
  );
}

/** The contract as one document, its payload schemas written out. */
export function wholeOf(
  { contract }: PlantContract,
  sources: ReadonlyMap<string, SourceDocument>,
): JsonObject {
  const value = sources.get(contract.path)?.value;
  const payloads = new Map(
    contract.datasets.flatMap(({ name, source }) =>
      source.kind === 'stream' ? [[name, source.payload.document] as const] : [],
    ),
  );
  return wholeContract(isJsonObject(value) ? value : {}, (dataset) => payloads.get(dataset));
}

/** `heat.v1`: what the contract's files are called. */
export function fileStem({ contract }: PlantContract): string {
  const name = contract.path.slice(contract.path.lastIndexOf('/') + 1);
  return name.replace(/\.odcs\.yaml$/, '');
}
