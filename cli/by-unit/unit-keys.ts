import { createHash } from 'node:crypto';
import { limits } from '../../contracts/source/limits.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { folderOf, type PlantUnit } from './plant-units.ts';

/**
 * A text for each unit, in their order, that differs where anything differs that reading, binding and
 * planning the unit alone can see. The first unit is what belongs to no product.
 */
export async function ownKeys(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
): Promise<readonly string[]> {
  const links = (await files.links?.()) ?? [];
  const [outside] = units;
  const listing = units.flatMap(({ paths }) => paths);
  const keys: string[] = [];
  for (const unit of units) {
    const isOutside = unit === outside;
    const contents = await contentsOf(
      files,
      isOutside ? await ofThePlant(files, unit) : unit.paths,
    );
    const hash = createHash('sha256');
    for (const path of links) if (folderOf(path) === unit.folder) hash.update(`link ${path}\n`);
    addContents(hash, contents);
    const texts = [...contents].flatMap(([path, bytes]) =>
      bytes === undefined ? [] : [{ path, text: textOf(bytes) }],
    );
    if (!isOutside) {
      // The files of a set are no texts that a contract is made of, but their checksums are judged.
      const hasFolder = texts.some(
        ({ path, text }) => path.endsWith('.odcs.yaml') && text.includes('folder'),
      );
      if (hasFolder)
        await addFiles(
          hash,
          files,
          unit.paths.filter((path) => !isJudged(path)),
        );
      for (const path of await further(files, unit.folder, texts, listing)) {
        hash.update(`${path}\n`).update((isJudged(path) && (await readJudged(files, path))) || '');
      }
    }
    keys.push(hash.digest('hex').slice(0, 32));
  }
  const [shared = ''] = keys;
  return keys.map((key, index) => (index === 0 ? key : `${shared} ${key}`));
}

type Hash = ReturnType<typeof createHash>;

/** Files whose text a contract may be made of. */
export function isJudged(path: string): boolean {
  return /\.(ya?ml|json|sql|csv)$/i.test(path);
}

/** As the reader of contracts asks for them, so that nothing is read twice. */
export function readJudged(files: RepositoryFiles, path: string): Promise<Uint8Array | undefined> {
  return files.read(path, /\.(sql|csv)$/.test(path) ? limits.manifestBytes : limits.schemaBytes);
}

async function contentsOf(
  files: RepositoryFiles,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array | undefined>> {
  const contents = new Map<string, Uint8Array | undefined>();
  for (const path of paths) {
    contents.set(path, isJudged(path) ? await readJudged(files, path) : undefined);
  }
  return contents;
}

function addContents(hash: Hash, contents: ReadonlyMap<string, Uint8Array | undefined>): void {
  for (const [path, bytes] of contents) {
    hash.update(`${path} ${bytes?.length ?? 'unread'}\n`).update(bytes ?? '');
  }
}

async function addFiles(hash: Hash, files: RepositoryFiles, paths: readonly string[]) {
  for (const path of paths) {
    hash.update(`${path}\n`).update((await files.read(path, limits.storedFileBytes)) ?? 'unread');
  }
}

/**
 * Of what belongs to no product: the header, what it could name, and what lies in a wrong place. The
 * rest of a repository is nothing to a plant.
 */
async function ofThePlant(
  files: RepositoryFiles,
  { paths }: PlantUnit,
): Promise<readonly string[]> {
  const header = textOf((await readJudged(files, 'plant.yaml')) ?? new Uint8Array());
  return paths.filter(
    (path) =>
      path.startsWith('products/') ||
      /^plant\.ya?ml$/i.test(path) ||
      header.includes(path.slice(path.lastIndexOf('/') + 1)),
  );
}

/**
 * The files outside of a unit's folder that its files may lead to: all that lie in or below a folder
 * that some text of it climbs to, and so on from there.
 */
async function further(
  files: RepositoryFiles,
  folder: string,
  texts: readonly { readonly path: string; readonly text: string }[],
  listing: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  const waiting = [...texts];
  const folders = new Set<string>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const target of climbs(next.path, next.text)) {
      if (folders.has(target) || target === folder || target.startsWith(`${folder}/`)) continue;
      folders.add(target);
      for (const path of listing) {
        if (found.has(path) || folderOf(path) === folder) continue;
        if (target !== '' && !path.startsWith(`${target}/`)) continue;
        found.add(path);
        if (!isJudged(path)) continue;
        const bytes = await readJudged(files, path);
        if (bytes !== undefined) waiting.push({ path, text: textOf(bytes) });
      }
    }
  }
  return [...found].sort();
}

/** Escapes of `.` and `/`, and a line that goes on: whoever writes so may climb anywhere. */
const hiddenDots = /\\(?:x2[ef]|u002[ef]|U0000002[ef]|\/|\r?\n)/i;

/** The folders that a text names by way of `..`. */
function climbs(path: string, text: string): readonly string[] {
  if (hiddenDots.test(text)) return [''];
  const own = path.split('/').slice(0, -1);
  return [...text.matchAll(/[^\s"'#,:{}[\]]*\.\.\/[^\s"'#,{}[\]]*/g)].map(([reference]) => {
    const segments = [...own];
    for (const segment of reference.split('/').slice(0, -1)) {
      if (segment === '..') segments.pop();
      else if (segment !== '.' && segment !== '') segments.push(segment);
    }
    return segments.join('/');
  });
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
