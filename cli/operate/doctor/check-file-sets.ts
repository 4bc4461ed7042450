import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Plan, ReferenceDatasetPlan, Table } from '../../../contracts/plan/plan.ts';
import { didYouMean } from '../../../contracts/source/suggestion.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

const { ok, failed, unknown } = resultsOf('files');

/**
 * Compares the files of each file set with its manifest: there, as many bytes, the same SHA-256.
 * `folders` are those that the environment names, by dataset id.
 */
export async function checkFileSets(
  plan: Plan,
  folders: Readonly<Record<string, string>>,
  root: string,
): Promise<readonly CheckResult[]> {
  const sets = plan.datasets.filter(
    (dataset): dataset is ReferenceDatasetPlan =>
      dataset.kind === 'reference' && dataset.of === 'files',
  );
  const ids = sets.map(({ id }) => id);
  const results: CheckResult[] = Object.keys(folders)
    .filter((id) => !ids.includes(id))
    .map((id) =>
      failed(
        id,
        `files names '${id}', which is no file set of this plant`,
        didYouMean(id, ids) ?? `File sets: ${ids.join(', ') || 'none'}`,
      ),
    );
  for (const { id, tables } of sets) {
    const folder = folders[id];
    if (folder === undefined) continue;
    results.push(await checkSet(id, tables, resolve(root, folder)));
  }
  return results;
}

async function checkSet(
  id: string,
  tables: readonly Table[],
  folder: string,
): Promise<CheckResult> {
  const faults: string[] = [];
  let files = 0;
  for (const table of tables) {
    for (const file of manifestOf(table)) {
      files += 1;
      const fault = await faultOf(folder, file);
      if (fault !== undefined) faults.push(`${file.path}: ${fault}`);
    }
  }
  if (files === 0) return unknown(id, 'the manifest names no files', 'Look at the manifest');
  if (faults.length === 0) return ok(id, `${files} files in ${folder} are as the manifest says`);
  const shown = faults.slice(0, 5).map((fault) => `\n      ${fault}`);
  return failed(
    id,
    `${faults.length} of ${files} files in ${folder} are not as the manifest says:${shown.join('')}${faults.length > 5 ? `\n      … and ${faults.length - 5} more` : ''}`,
    'Fetch these files again, or mend the folder in the environment file',
  );
}

interface ManifestFile {
  readonly path: string;
  readonly bytes: string | null;
  readonly sha256: string | null;
}

function manifestOf({ rows, columns }: Table): readonly ManifestFile[] {
  if (rows.kind !== 'reference') return [];
  const names = columns
    .filter(({ source }) => source.kind !== 'provenance')
    .map(({ name }) => name);
  const at = (row: readonly (string | null)[], name: string): string | null =>
    row[names.indexOf(name)] ?? null;
  return rows.values.flatMap((row) => {
    const path = at(row, 'path');
    return path === null ? [] : [{ path, bytes: at(row, 'bytes'), sha256: at(row, 'sha256') }];
  });
}

async function faultOf(
  folder: string,
  { path, bytes, sha256 }: ManifestFile,
): Promise<string | undefined> {
  const full = resolve(folder, path);
  if (!full.startsWith(folder + sep)) return 'leads out of the folder';
  const found = await stat(full).catch(() => undefined);
  if (found?.isFile() !== true) return 'is not there';
  if (bytes !== null && String(found.size) !== bytes)
    return `has ${found.size} bytes instead of ${bytes}`;
  if (sha256 === null) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(full)) hash.update(chunk as Buffer);
  return hash.digest('hex') === sha256.toLowerCase() ? undefined : 'has another SHA-256';
}
