import type { Plant } from '../../contracts/model/plant.ts';
import type { Product } from '../../contracts/model/product.ts';
import { didYouMean } from '../../contracts/source/suggestion.ts';
import { UsageError } from '../command.ts';

/**
 * The product in whose folder a waiver belongs: that of the contract or file that the subject names, or
 * the named one.
 * @throws UsageError where there is none.
 */
export function waivedProduct(plant: Plant, subject: string, named: string | undefined): Product {
  if (named !== undefined) return productById(plant, named);
  if (subject.includes('#')) return productOfFile(plant, subject);
  const [head = ''] = subject.split('/');
  const [, contract, major] = /^(.+)\.v(\d+)$/.exec(head) ?? [];
  if (contract === undefined) return productById(plant, head);
  const ofContract = plant.products.filter((product) =>
    product.contracts.some(({ id }) => id === contract),
  );
  const exact = ofContract.find((product) =>
    product.contracts.some((each) => each.id === contract && each.major === Number(major)),
  );
  // A major that the change took away is still the affair of the product that had it.
  const found = exact ?? ofContract[0] ?? plant.products.find(({ id }) => id === contract);
  if (found !== undefined) return found;
  const known = plant.products.flatMap(({ contracts }) =>
    contracts.map((each) => `${each.id}.v${each.major}`),
  );
  throw new UsageError(
    `there is no contract '${head}'${hint(head, known)}; --product <id> names whose waiver it is`,
  );
}

function productById(plant: Plant, id: string): Product {
  const found = plant.products.find((product) => product.id === id);
  if (found !== undefined) return found;
  const known = plant.products.map((product) => product.id);
  throw new UsageError(`there is no product '${id}'${hint(id, known)}`);
}

function productOfFile(plant: Plant, subject: string): Product {
  const file = subject.slice(0, subject.indexOf('#'));
  const found = plant.products.find(({ folder }) => file.startsWith(`${folder}/`));
  if (found !== undefined) return found;
  throw new UsageError(
    `'${file}' lies in no product's folder; name whose waiver it is with --product <id>`,
  );
}

function hint(text: string, known: readonly string[]): string {
  const near = didYouMean(text, known);
  return near === undefined ? '' : `; ${near}`;
}
