import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import { planWithTrouble } from '../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';

/** A change of a file: the text must stand there. All its occurrences are replaced. */
export interface TextChange {
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** What the products of this repository say, with changes and with further files. */
export async function repositoryPlant(
  changes: readonly TextChange[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<PlantVersion> {
  const files: Record<string, string | Uint8Array> = { ...repositoryTexts(), ...more };
  for (const { file, find, put } of changes) {
    const text = files[file];
    if (typeof text !== 'string' || !text.includes(find)) {
      throw new Error(`"${find}" does not stand in ${file}`);
    }
    files[file] = text.replaceAll(find, put);
  }
  const { plant, findings } = await readPlant(memoryFiles(files));
  if (plant === undefined) throw new Error(JSON.stringify(findings));
  return { plant, plan: planWithTrouble(plant, (name) => ({ name, sha256: '' })).plan };
}

const root = join(import.meta.dirname, '..', '..');

function repositoryTexts(): Record<string, string | Uint8Array> {
  const paths = ['products', 'calendars'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  const wanted = ['plant.yaml', ...paths.filter((path) => !path.includes('/generated/'))];
  return Object.fromEntries(
    wanted.map((path) => {
      const bytes = readFileSync(join(root, path));
      return [path, path.endsWith('.png') ? bytes : bytes.toString('utf8')];
    }),
  );
}
