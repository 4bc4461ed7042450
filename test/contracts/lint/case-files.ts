import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const smallPlant = join(root, 'test/plants/small');

/** The folder of one case; it may not exist. */
export function caseFolder(rule: string, kind: 'good' | 'bad'): string {
  return join(root, 'test/cases/lint', rule, kind);
}

/** The small plant with the files of a case laid over it, by path. */
export function caseFiles(folder: string): Readonly<Record<string, string>> {
  return { ...filesBelow(smallPlant), ...filesBelow(folder) };
}

function filesBelow(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'expected.txt')
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
}
