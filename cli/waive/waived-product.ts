import { waivingProduct } from '../../contracts/compatibility/judgement/apply-waivers.ts';
import type { Dataset } from '../../contracts/model/dataset.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Product } from '../../contracts/model/product.ts';
import { didYouMean, nearest } from '../../contracts/source/suggestion.ts';
import { UsageError } from '../command.ts';

/**
 * The product in whose folder a waiver belongs: that of the contract or file that the subject names.
 * A named product is taken where the subject names nothing that is there any more.
 * @throws UsageError where there is none, or it is another than the named one.
 */
export function waivedProduct(plant: Plant, subject: string, named: string | undefined): Product {
  const own = ownProduct(plant, subject);
  if (named === undefined) return own ?? refused(plant, subject);
  const wanted = productById(plant, named);
  if (own === wanted || (own === undefined && isOfContract(subject))) return wanted;
  if (own === undefined) return refused(plant, subject);
  throw new UsageError(
    `'${subject}' is of the product '${own.id}', and only its own team accepts it; leave --product out`,
  );
}

function ownProduct(plant: Plant, subject: string): Product | undefined {
  const hash = subject.indexOf('#');
  return hash < 0
    ? waivingProduct(plant.products, { subject, file: '' })
    : waivingProduct(plant.products, { file: subject.slice(0, hash) });
}

function isOfContract(subject: string): boolean {
  return !subject.includes('#') && /^[^/]+\.v\d+(\/|$)/.test(subject);
}

function refused(plant: Plant, subject: string): never {
  if (subject === 'plant') {
    throw new UsageError('what concerns the whole plant cannot be waived: mend it');
  }
  if (subject.includes('#')) {
    const file = subject.slice(0, subject.indexOf('#'));
    throw new UsageError(
      `'${file}' lies in the folder of no product, and only a product's own findings can be waived`,
    );
  }
  const [head = ''] = subject.split('/');
  if (!isOfContract(subject)) {
    productById(plant, head);
  }
  const known = plant.products.flatMap(({ contracts }) =>
    contracts.map((each) => `${each.id}.v${each.major}`),
  );
  throw new UsageError(
    `there is no contract '${head}'${hint(head, known)}; what a product leaves behind that is gone cannot be waived`,
  );
}

function productById(plant: Plant, id: string): Product {
  const found = plant.products.find((product) => product.id === id);
  if (found !== undefined) return found;
  const known = plant.products.map((product) => product.id);
  throw new UsageError(`there is no product '${id}'${hint(id, known)}`);
}

function hint(text: string, known: readonly string[]): string {
  const near = didYouMean(text, known);
  return near === undefined ? '' : `; ${near}`;
}

/**
 * Refuses a subject whose dataset or field stands nowhere in its contract and is nearly called like one
 * that does. What a change took away is in no contract any more.
 * @throws UsageError that says what was meant.
 */
export function expectKnownSubject(product: Product, rule: string, subject: string): void {
  const [, id, major, dataset, field] =
    /^([^/#]+)\.v(\d+)\/([^./]+)(?:\.([^.[/]+))?/.exec(subject) ?? [];
  const contract = product.contracts.find((each) => each.id === id && each.major === Number(major));
  if (contract === undefined || dataset === undefined || subject.includes('#')) return;
  const isGone = /remov|renam|gone/.test(rule);
  const found = contract.datasets.find(({ name }) => name === dataset);
  const known = contract.datasets.map(({ name }) => name);
  const near = found === undefined ? nearest(dataset, known) : nearestField(found, field, subject);
  if (near === undefined || isGone) return;
  const what = found === undefined ? `dataset '${dataset}'` : `field '${field}' of '${dataset}'`;
  throw new UsageError(`there is no ${what} in '${id}.v${major}'; did you mean '${near}'?`);
}

function nearestField(
  dataset: Dataset,
  field: string | undefined,
  subject: string,
): string | undefined {
  // Tags are named whole, and a service level is named by its element.
  const tags = dataset.source.kind === 'stream' ? dataset.source.tags.map(({ id }) => id) : [];
  const known = [...dataset.fields.map(({ name }) => name), ...tags];
  if (field === undefined || known.some((each) => each === field || subject.endsWith(`.${each}`))) {
    return undefined;
  }
  return nearest(field, known);
}
