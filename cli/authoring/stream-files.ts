import type { DraftContract, DraftProduct } from '../../contracts/draft/draft-contract.ts';
import { renderContract, renderProduct } from '../../contracts/draft/render-contract.ts';
import type { Json } from '../../contracts/source/json.ts';
import { UsageError } from '../command.ts';
import type { DraftFile } from './draft.ts';
import { type PlantFacts, productOf, teamOf } from './plant-facts.ts';

/** A contract with what belongs beside it in its product's folder. */
export interface ContractParts {
  readonly contract: DraftContract;
  readonly schema?: Json;
  /** By name: `tags.csv`, a transform. */
  readonly beside: ReadonlyMap<string, string>;
}

export interface ProductWishes {
  readonly product: string;
  readonly title?: string | undefined;
  readonly owner?: string | undefined;
  readonly purpose?: string | undefined;
  readonly inputPorts?: DraftProduct['inputPorts'] | undefined;
}

/**
 * The files of a drafted contract and, where its product is new, of the product.
 * @throws UsageError where the product lies in another domain.
 */
export function filesOf(
  parts: ContractParts,
  wishes: ProductWishes,
  facts: PlantFacts,
): { readonly files: readonly DraftFile[]; readonly notes: readonly string[] } {
  const { contract } = parts;
  const standing = productOf(facts, wishes.product);
  if (standing !== undefined && standing.domain !== contract.domain) {
    throw new UsageError(
      `the product '${wishes.product}' is in the domain '${standing.domain}'; add --domain ${standing.domain}, or --product with another id`,
    );
  }
  const folder = standing?.folder ?? `products/${contract.domain}/${wishes.product}`;
  const base = `${contract.dataset.name}.v1`;
  const productFile = `${folder}/product.odps.yaml`;
  const isNew = standing === undefined && !facts.listing.has(productFile);
  const isOffered = standing?.outputPorts.some((port) => port.contractId === contract.id) === true;
  return {
    files: [
      ...(isNew ? [{ path: productFile, text: productText(parts, wishes, facts) }] : []),
      { path: `${folder}/${base}.odcs.yaml`, text: renderContract(contract) },
      ...(parts.schema === undefined
        ? []
        : [
            {
              path: `${folder}/${base}.schema.json`,
              text: `${JSON.stringify(parts.schema, null, 2)}\n`,
            },
          ]),
      ...[...parts.beside].map(([name, text]) => ({ path: `${folder}/${name}`, text })),
    ],
    notes:
      isNew || isOffered
        ? []
        : [
            `${productFile} has no output port for the contract '${contract.id}' yet; add {name: ${contract.id}, type: tables, version: ${contract.version}, contractId: ${contract.id}}`,
          ],
  };
}

function productText(
  { contract }: ContractParts,
  wishes: ProductWishes,
  facts: PlantFacts,
): string {
  const owner =
    wishes.owner === undefined ? teamOf(facts, contract.domain) : { team: wishes.owner };
  return renderProduct({
    id: wishes.product,
    name: wishes.title ?? contract.name,
    domain: contract.domain,
    ...(wishes.purpose === undefined ? {} : { purpose: wishes.purpose }),
    ...(owner === undefined ? {} : { owner }),
    inputPorts: wishes.inputPorts ?? [],
    outputPorts: [{ name: contract.id, contractId: contract.id, version: contract.version }],
  });
}
