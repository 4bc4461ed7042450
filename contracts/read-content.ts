import { compareText, type Finding, type Place } from './finding.ts';
import type { StoredFile } from './model/dataset.ts';
import type { RepositoryContent } from './model/repository-content.ts';
import type { Json } from './source/json.ts';
import { limits } from './source/limits.ts';
import { itemNodes, memberNode, type NodeAt, plainText, rootNode } from './source/node-at.ts';
import { kept, recalled } from './source/remembered.ts';
import { parseRemembered } from './source/remembered-parse.ts';
import type { RepositoryFiles } from './source/repository-files.ts';
import { resolveRepositoryPath } from './source/repository-path.ts';
import { sha256Of } from './source/sha256.ts';
import type { SourceDocument } from './source/source-document.ts';
import { sourceFinding } from './source/source-rules.ts';

/** More files of a set are no business of a repository. */
const mostStored = 50_000;
const elsewhere = 'keep the set outside the repository and give its folder a name: folder: surface';

/** More files than this are a mistake, or an attack on whoever reads them: 10,000 contracts have 30,000. */
const mostFiles = 40_000;

/**
 * Reads and parses what a plant consists of: `plant.yaml`, products, contracts, and the schemas,
 * tables, transforms and file sets that they name, however far the schemas refer on.
 */
export async function readContent(files: RepositoryFiles): Promise<{
  readonly content: RepositoryContent;
  readonly listing: readonly string[];
  readonly findings: Finding[];
}> {
  const listing = await files.list();
  const reading = new Reading(files, new Set(listing));
  const described = listing.filter(isDescription);
  await reading.documents(described);
  const contracts = described.filter((path) => path.endsWith('.odcs.yaml'));
  const named = contracts.flatMap((path) => reading.namedBy(path));
  const tables = [...named, ...reading.namedByPlant()];
  await reading.tables(tables.filter((path) => /\.(csv|sql)$/.test(path)));
  for (const path of contracts) await reading.folders(path);
  let schemas = named.filter((path) => path.endsWith('.json'));
  while (schemas.length > 0) {
    const fresh = await reading.documents(schemas);
    schemas = fresh.flatMap((document) => referredFiles(document));
  }
  const links = (await files.links?.()) ?? [];
  const findings = [...reading.findings, ...links.filter(isOfThePlant).map(linkFinding)];
  return { content: reading.content(), listing, findings };
}

function isDescription(path: string): boolean {
  if (path === 'plant.yaml') return true;
  if (!path.startsWith('products/') || path.split('/').includes('generated')) return false;
  return (
    path.endsWith('.odcs.yaml') ||
    /^products\/[^/]+\/[^/]+\/(product\.odps|waivers|agreements\/[^/]+)\.yaml$/.test(path)
  );
}

function isOfThePlant(path: string): boolean {
  return path === 'plant.yaml' || path === 'products' || path.startsWith('products/');
}

function start(file: string): Place {
  return { file, line: 1, column: 1 };
}

function linkFinding(path: string): Finding {
  return sourceFinding(
    'link-not-followed',
    { file: path, line: 1, column: 1 },
    '',
    `${path} is a symbolic link, and links are not followed: nothing behind it is part of the plant`,
    'put the file or folder itself there',
  );
}

/** The examination of patterns is loaded only where there is a text that it has not seen. */
async function patternsOf(document: SourceDocument): Promise<readonly Finding[]> {
  const { patternFindings } = await import('./model/pattern-findings.ts');
  return patternFindings(rootNode(document));
}

class Reading {
  readonly findings: Finding[] = [];
  readonly #files: RepositoryFiles;
  readonly #listing: ReadonlySet<string>;
  readonly #documents = new Map<string, SourceDocument>();
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #folders = new Map<string, readonly StoredFile[]>();
  #storedBytes = 0;
  readonly #refused = new Set<string>();
  readonly #seen = new Set<string>();
  #sorted: readonly string[] | undefined;

  constructor(files: RepositoryFiles, listing: ReadonlySet<string>) {
    this.#files = files;
    this.#listing = listing;
  }

  content(): RepositoryContent {
    return {
      documents: this.#documents,
      paths: this.#listing,
      bytes: this.#bytes,
      folders: this.#folders,
      manifests: new Map(),
      refused: this.#refused,
    };
  }

  /** Reads and parses files that were not seen yet; returns those that are sound. */
  async documents(paths: readonly string[]): Promise<readonly SourceDocument[]> {
    const found: SourceDocument[] = [];
    for (const [path, bytes] of await this.#read(paths, limits.schemaBytes)) {
      const parsed = await parseRemembered(path, bytes);
      this.findings.push(...parsed.findings);
      if (parsed.document === undefined) {
        this.#refused.add(path);
        continue;
      }
      if (path.endsWith('.json')) {
        const kind = `patterns ${path}`;
        const known = recalled<readonly Finding[]>(kind, bytes);
        this.findings.push(...(known ?? kept(kind, bytes, await patternsOf(parsed.document))));
      }
      this.#documents.set(path, parsed.document);
      found.push(parsed.document);
    }
    return found;
  }

  async tables(paths: readonly string[]): Promise<void> {
    for (const [path, bytes] of await this.#read(paths, limits.manifestBytes))
      this.#bytes.set(path, bytes);
  }

  /** The files that the schema objects of a contract name, as far as their paths are sound. */
  namedBy(path: string): readonly string[] {
    const document = this.#documents.get(path);
    if (document === undefined) return [];
    const named: (NodeAt | undefined)[] = [];
    for (const value of this.#profiles(document)) {
      for (const name of ['tags', 'transform', 'manifest']) named.push(memberNode(value, name));
    }
    for (const schema of itemNodes(memberNode(rootNode(document), 'schema'))) {
      for (const definition of itemNodes(memberNode(schema, 'authoritativeDefinitions'))) {
        if (plainText(memberNode(definition, 'type')) === 'jsonSchema')
          named.push(memberNode(definition, 'url'));
      }
    }
    return named.flatMap((at) => resolved(path, plainText(at)));
  }

  /** The files with stops that the calendars of the plant name. */
  namedByPlant(): readonly string[] {
    const document = this.#documents.get('plant.yaml');
    if (document === undefined) return [];
    return itemNodes(memberNode(rootNode(document), 'calendars')).flatMap((calendar) =>
      resolved('plant.yaml', plainText(memberNode(calendar, 'stops'))),
    );
  }

  /**
   * Sizes and checksums of what lies in the folders of a contract's file sets. A file that is too
   * large to judge is a finding and counts as not there.
   */
  async folders(contract: string): Promise<void> {
    const document = this.#documents.get(contract);
    for (const profile of document === undefined ? [] : this.#profiles(document)) {
      const written = plainText(memberNode(profile, 'folder'));
      if (plainText(memberNode(profile, 'class')) !== 'files' || !written?.startsWith('.'))
        continue;
      const [folder] = resolved(contract, written.replace(/\/$/, ''));
      if (folder === undefined || this.#folders.has(folder)) continue;
      const inside = this.#below(folder);
      if (inside.length > mostStored) {
        const message = `${folder} holds more than ${mostStored} files`;
        this.findings.push(
          sourceFinding('too-many-values', start(contract), '', message, elsewhere),
        );
        this.#folders.set(folder, []);
        continue;
      }
      const stored: StoredFile[] = [];
      // A few at a time: enough to keep a disk or git busy, few enough to hold in memory.
      for (let at = 0; at < inside.length; at += 8) {
        const some = inside.slice(at, at + 8).map((path) => this.#stored(path, folder));
        stored.push(...(await Promise.all(some)).flat());
      }
      if (inside.length > 0) this.#folders.set(folder, stored);
    }
  }

  /** The files below a folder; found in sorted paths, since a plant may have many such folders. */
  #below(folder: string): readonly string[] {
    this.#sorted ??= [...this.#listing].sort(compareText);
    const from = firstNotBefore(this.#sorted, `${folder}/`);
    // '0' follows '/' in code units.
    return this.#sorted.slice(from, firstNotBefore(this.#sorted, `${folder}0`));
  }

  async #stored(path: string, folder: string): Promise<readonly StoredFile[]> {
    const most = Math.min(limits.storedFileBytes, limits.storedFilesBytes - this.#storedBytes);
    const bytes = most > 0 ? await this.#files.read(path, most) : new Uint8Array(1);
    if (bytes === undefined) return [];
    if (bytes.length > most) {
      const what = most < limits.storedFileBytes ? 'with the files before it ' : '';
      const limit = most < limits.storedFileBytes ? limits.storedFilesBytes : most;
      const message = `${path} is ${what}larger than ${limit / 1024 / 1024} MiB and is not verified`;
      this.findings.push(sourceFinding('file-too-large', start(path), '', message, elsewhere));
      return [];
    }
    this.#storedBytes += bytes.length;
    const sha256 = await sha256Of(bytes);
    return [{ path: path.slice(folder.length + 1), bytes: bytes.length, sha256 }];
  }

  /** The values of the `tundish` entries of a contract's schema objects. */
  #profiles(document: SourceDocument): readonly NodeAt[] {
    return itemNodes(memberNode(rootNode(document), 'schema'))
      .flatMap((schema) => itemNodes(memberNode(schema, 'customProperties')))
      .filter((entry) => plainText(memberNode(entry, 'property')) === 'tundish')
      .flatMap((entry) => memberNode(entry, 'value') ?? []);
  }

  async #read(
    paths: readonly string[],
    maxBytes: number,
  ): Promise<readonly (readonly [string, Uint8Array])[]> {
    const fresh = [...new Set(paths)]
      .filter((path) => this.#listing.has(path) && !this.#seen.has(path))
      .slice(0, Math.max(0, mostFiles - this.#seen.size));
    for (const path of fresh) this.#seen.add(path);
    const read = await Promise.all(
      fresh.map(async (path) => [path, await this.#files.read(path, maxBytes)] as const),
    );
    return read.flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes] as const]));
  }
}

function firstNotBefore(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareText(sorted[middle] ?? '', text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The files that the references of a schema could mean; the bundler decides which of them count. */
function referredFiles(document: SourceDocument): readonly string[] {
  const found = new Set<string>();
  const waiting: Json[] = [document.value];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && (name === '$ref' || name === '$dynamicRef')) {
        for (const path of resolved(document.path, inner.split('#')[0])) found.add(path);
      } else {
        waiting.push(inner);
      }
    }
  }
  return [...found].filter((path) => path.endsWith('.json')).sort();
}

function resolved(from: string, reference: string | undefined): readonly string[] {
  if (reference === undefined || reference === '') return [];
  const { path } = resolveRepositoryPath(from, reference);
  return path === undefined ? [] : [path];
}
