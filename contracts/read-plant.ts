import { compareText, type Finding, sortFindings } from './finding.ts';
import { bindAgreements } from './model/bind-agreement.ts';
import { bindContract } from './model/bind-contract.ts';
import { bindPlantHeader } from './model/bind-plant.ts';
import { bindProduct } from './model/bind-product.ts';
import { bindWaivers } from './model/bind-waivers.ts';
import { bindingFinding } from './model/binding-rules.ts';
import type { Contract } from './model/contract.ts';
import type { Plant } from './model/plant.ts';
import type { Product } from './model/product.ts';
import type { ManifestOwner, RepositoryContent } from './model/repository-content.ts';
import { readContent } from './read-content.ts';
import { withLibraries } from './source/on-demand.ts';
import type { RepositoryFiles } from './source/repository-files.ts';
import type { SourceDocument } from './source/source-document.ts';

/** A repository as the binder understands it. */
export interface PlantReading {
  /**
   * All that could be bound, present where `plant.yaml` is sound. While `hasErrors(findings)` it
   * lacks what is wrong: good enough to lint, not to plan from.
   */
  readonly plant?: Plant;
  readonly findings: readonly Finding[];
  /** Every YAML and JSON file that was read, by path, sorted. */
  readonly sources: ReadonlyMap<string, SourceDocument>;
  /** Files that are there and could not be read: what they define is not known. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Reads a plant repository. Whatever the files hold becomes a finding, in under a second per file;
 * only a failing read of the repository itself rejects. The result depends on the files alone, so
 * disk, memory and git give the same value.
 */
export async function readPlant(files: RepositoryFiles): Promise<PlantReading> {
  const reading = await readContent(files);
  const unread = reading.content.refused;
  const sources = new Map([...reading.content.documents].sort(([a], [b]) => compareText(a, b)));
  return withLibraries(() => {
    const findings = [...reading.findings];
    const content = { ...reading.content, manifests: new Map<string, ManifestOwner>() };
    noteMisnamed(reading.listing, findings);
    const header = headerOf(content, findings);
    const products = bindProducts(reading.listing, content, header?.topicRoot, findings);
    const sorted = sortFindings(unique(findings));
    if (header === undefined) return { findings: sorted, sources, unread };
    return { plant: { ...header, products }, findings: sorted, sources, unread };
  });
}

/** Files that are nearly called as those that are read. */
function noteMisnamed(listing: readonly string[], findings: Finding[]): void {
  for (const path of listing) {
    const right = rightName(path);
    if (right === undefined || path.split('/').includes('generated')) continue;
    findings.push(
      fileFinding('file-misnamed', path, `${path} is not read`, `rename it to ${right}`),
    );
  }
}

function rightName(path: string): string | undefined {
  if (/^plant\.ya?ml$/i.test(path)) return path === 'plant.yaml' ? undefined : 'plant.yaml';
  if (!path.startsWith('products/')) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (/\.odps\.ya?ml$/i.test(path) && /^products\/[^/]+\/[^/]+$/.test(folder)) {
    return path.endsWith('/product.odps.yaml') ? undefined : `${folder}/product.odps.yaml`;
  }
  if (/^products\/[^/]+\/[^/]+\/agreements?$/.test(folder) && /\.ya?ml$/i.test(path)) {
    const right = path.replace(/agreements?\/([^/]+)\.ya?ml$/i, 'agreements/$1.yaml');
    return right === path ? undefined : right;
  }
  if (/^waivers?\.ya?ml$/i.test(path.slice(folder.length + 1))) {
    return path.endsWith('/waivers.yaml') ? undefined : `${folder}/waivers.yaml`;
  }
  const isContract = /\.odcs\.ya?ml$/i.test(path) && !path.endsWith('.odcs.yaml');
  return isContract ? path.replace(/\.odcs\.ya?ml$/i, '.odcs.yaml') : undefined;
}

function headerOf(
  content: RepositoryContent,
  findings: Finding[],
): Omit<Plant, 'products'> | undefined {
  const document = content.documents.get('plant.yaml');
  if (document !== undefined) return bindPlantHeader(document, content, findings);
  if (!content.refused.has('plant.yaml')) {
    const place = { file: 'plant.yaml', line: 1, column: 1 };
    const message = 'there is no plant.yaml at the root of the repository';
    const hint = 'write one with name, timeZone and topicRoot';
    findings.push(bindingFinding('plant-file-missing', place, '', message, hint));
  }
  return undefined;
}

function bindProducts(
  listing: readonly string[],
  content: RepositoryContent,
  topicRoot: string | undefined,
  findings: Finding[],
): readonly Product[] {
  const products: Product[] = [];
  const contractPaths = listing.filter((path) => path.endsWith('.odcs.yaml'));
  const folders = new Map<string, string[]>();
  for (const path of contractPaths) {
    const folder = path.split('/').slice(0, -1).join('/');
    if (folder.split('/').includes('generated')) continue;
    if (/^products\/[^/]+\/[^/]+$/.test(folder)) {
      const inside = folders.get(folder) ?? [];
      inside.push(path);
      folders.set(folder, inside);
    } else if (path.startsWith('products/')) {
      const message = `${path} does not lie in a product's folder`;
      findings.push(
        fileFinding('contract-misplaced', path, message, 'move it to products/<domain>/<product>/'),
      );
    }
  }
  const productPaths = listing.filter((path) =>
    /^products\/[^/]+\/[^/]+\/product\.odps\.yaml$/.test(path),
  );
  for (const path of productPaths) {
    const document = content.documents.get(path);
    const bound = document === undefined ? undefined : bindProduct(document, content, findings);
    if (bound === undefined) continue;
    const context = { product: bound.id, topicRoot: topicRoot ?? '', content };
    const contracts = (folders.get(bound.folder) ?? []).flatMap((each) => {
      const source = content.documents.get(each);
      const contract = source === undefined ? undefined : bindContract(source, context, findings);
      return contract === undefined ? [] : [contract];
    });
    const waivers = bindWaivers(content.documents.get(`${bound.folder}/waivers.yaml`), findings);
    const agreements = bindAgreements(bound.folder, content.documents, findings);
    products.push({ ...bound, waivers, agreements, contracts: sortedContracts(contracts) });
  }
  const described = new Set(productPaths);
  for (const [folder, paths] of folders) {
    if (described.has(`${folder}/product.odps.yaml`)) continue;
    const message = `the folder ${folder} has contracts and no product.odps.yaml`;
    findings.push(
      fileFinding(
        'product-file-missing',
        paths[0] ?? folder,
        message,
        'add one that names id, owner and ports',
      ),
    );
  }
  products.sort((a, b) => compareText(a.id, b.id));
  noteTaken(products, findings);
  return products;
}

function sortedContracts(contracts: readonly Contract[]): readonly Contract[] {
  return [...contracts].sort(
    (a, b) => compareText(a.id, b.id) || a.major - b.major || compareText(a.path, b.path),
  );
}

/** Ids that two products, or two files of one major, share. */
function noteTaken(products: readonly Product[], findings: Finding[]): void {
  const ids = new Map<string, string>();
  const contracts = new Map<string, string>();
  for (const product of products) {
    const other = ids.get(product.id);
    if (other !== undefined) {
      const message = `the id '${product.id}' is already that of the product in ${other}`;
      findings.push(
        bindingFinding('name-taken', product.place, '/id', message, 'choose another id'),
      );
    }
    ids.set(product.id, product.folder);
    for (const contract of product.contracts) {
      const key = JSON.stringify([contract.id, contract.major]);
      const file = contracts.get(key);
      if (file !== undefined) {
        const message = `major ${contract.major} of the contract '${contract.id}' stands in ${file} too`;
        findings.push(
          bindingFinding('name-taken', contract.place, '/id', message, 'keep one of the two'),
        );
      }
      contracts.set(key, contract.path);
    }
  }
}

function fileFinding(
  rule: 'contract-misplaced' | 'file-misnamed' | 'product-file-missing',
  path: string,
  message: string,
  hint: string,
): Finding {
  return bindingFinding(rule, { file: path, line: 1, column: 1 }, '', message, hint);
}

/** Files that two datasets share are looked at twice; a person reads each finding once. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify([finding.rule, finding.place, finding.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
