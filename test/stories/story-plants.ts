import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRepository } from '../../cli/check-repository.ts';
import { artifactsOf } from '../../cli/gate/generated-files.ts';
import { memoryFiles, type RepositoryFiles } from '../../contracts/source/repository-files.ts';

const folder = import.meta.dirname;

export const storyNames = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'plant')
  .map((entry) => entry.name)
  .sort();

/** The plant of all stories with a story's own files over it, and what `generate` makes of them. */
export async function storySide(
  name: string,
  side: 'before' | 'after',
): Promise<{ readonly files: RepositoryFiles; readonly texts: Readonly<Record<string, string>> }> {
  const own = textsBelow(join(folder, name, side));
  const removed = (own['removed.txt'] ?? '').split('\n').filter((line) => line !== '');
  const written: Record<string, string> = { ...textsBelow(join(folder, 'plant')), ...own };
  for (const path of [...removed, 'removed.txt']) delete written[path];
  const { plant, plan } = await checkRepository(memoryFiles(written));
  const made = plant === undefined || plan === undefined ? [] : artifactsOf(plan, plant);
  const texts = { ...written, ...Object.fromEntries(made.map(({ path, text }) => [path, text])) };
  return { files: memoryFiles(texts), texts };
}

function textsBelow(root: string): Record<string, string> {
  if (!existsSync(root)) return {};
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
