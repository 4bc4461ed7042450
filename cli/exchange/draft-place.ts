import { nameFrom } from '../../contracts/exchange/names.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Json } from '../../contracts/source/json.ts';
import type { JsonObject } from '../../contracts/source/json-schema/json-object.ts';
import { checkedId, chosenDomain, type PlantFacts } from '../authoring/plant-facts.ts';
import { type CommandContext, UsageError } from '../command.ts';

/** The contract of the plant that the document stands for: the same id and major. */
export function standingContract(
  contract: JsonObject,
  { products }: PlantFacts,
): Contract | undefined {
  const major = /^v?(\d+)/.exec(String(contract.version))?.[1];
  return products
    .flatMap(({ contracts }) => contracts)
    .find((each) => each.id === contract.id && String(each.major) === major);
}

export function payloadsOf(standing: Contract | undefined): (dataset: string) => Json | undefined {
  return (dataset) => {
    const source = standing?.datasets.find(({ name }) => name === dataset)?.source;
    return source?.kind === 'stream' ? source.payload.document : undefined;
  };
}

interface Place {
  readonly domain: string;
  readonly product: string;
  readonly name?: string;
}

/** Where the draft goes: to its own contract's file, into a product that stands, or to a new one. */
export async function placeOf(
  contract: JsonObject,
  standing: Contract | undefined,
  values: { readonly domain?: string | undefined; readonly product?: string | undefined },
  facts: PlantFacts,
  context: CommandContext,
): Promise<Place> {
  const wanted = values.product === undefined ? undefined : checkedId(values.product, '--product');
  const id = wanted ?? standing?.product ?? productName(contract);
  const product = facts.products.find((each) => each.id === id);
  if (product === undefined) {
    const domain = values.domain ?? ownDomain(contract, facts.domains);
    return { domain: await chosenDomain(domain, facts, context), product: id };
  }
  const [, domain = product.domain] = product.folder.split('/');
  if (values.domain !== undefined && values.domain !== domain)
    throw new UsageError(
      `the product '${id}' lies in ${product.folder}; leave --domain out, or name another --product`,
    );
  const isOwn = standing?.product === id;
  const file = standing?.path.slice(standing.path.lastIndexOf('/') + 1);
  const name =
    isOwn && file !== undefined ? file.replace(/\.v\d+\..*$/, '') : productName(contract);
  return { domain, product: product.folder.split('/')[2] ?? id, name };
}

/** A product that stands keeps its file: its port is for a person to add. */
export function portNote(
  contract: JsonObject,
  id: string,
  { products }: PlantFacts,
): readonly string[] {
  const product = products.find((each) => each.id === id);
  if (product === undefined) return [];
  if (product.outputPorts.some(({ contractId }) => contractId === contract.id)) return [];
  return [
    `Add an output port with contractId: ${String(contract.id)} to ${product.folder}/product.odps.yaml.`,
  ];
}

/** The document's own domain, where the plant has a folder for it or has none at all. */
function ownDomain(contract: JsonObject, domains: readonly string[]): string | undefined {
  const { domain } = contract;
  if (typeof domain !== 'string') return undefined;
  const name = nameFrom(domain, 40, 'domain');
  return domains.length === 0 || domains.includes(name) ? name : undefined;
}

/** By the id where it is a word, else by the name: many ids are UUIDs. */
function productName(contract: JsonObject): string {
  const { id, name } = contract;
  if (typeof id === 'string' && /^[a-z][a-z0-9_-]{0,29}$/i.test(id))
    return nameFrom(id, 30, 'product');
  return nameFrom(typeof name === 'string' ? name : '', 30, 'product');
}
