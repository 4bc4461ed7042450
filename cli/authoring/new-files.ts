import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { yamlScalar } from '../../contracts/draft/yaml-text.ts';
import { UsageError } from '../command.ts';
import type { NewWishes } from './new-options.ts';
import { headOf, proposed } from './new-stream.ts';
import type { ContractParts } from './stream-files.ts';

/** A file set: its manifest lists what lies in the folder, where it lies beside the contract. */
export async function newFiles(wishes: NewWishes, productFolder: string): Promise<ContractParts> {
  const { id } = wishes;
  const folder = proposed(
    wishes.folder,
    id,
    'where do the files lie? ./<folder> beside the contract, or a name that environments place',
  );
  const manifest = `${id}.csv`;
  const lines = await manifestLines(folder.value, productFolder);
  return {
    contract: {
      ...headOf(wishes),
      dataset: {
        name: id,
        profile: [
          { key: 'class', value: 'files' },
          {
            key: 'folder',
            value: yamlScalar(folder.value),
            ...(folder.ask === undefined ? {} : { ask: folder.ask }),
          },
          {
            key: 'manifest',
            value: manifest,
            ...(lines.length === 0
              ? { ask: `which files are there? One row each in ${manifest}` }
              : {}),
          },
        ],
        fields: [],
        ask: ['what does one file stand for? Add description here (description-present)'],
      },
    },
    beside: new Map([[manifest, `${['path,bytes,sha256,media_type', ...lines].join('\n')}\n`]]),
  };
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.parquet': 'application/vnd.apache.parquet',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.mp4': 'video/mp4',
};

/** A row for each file of a folder beside the contract; none for a folder that is elsewhere. */
async function manifestLines(folder: string, productFolder: string): Promise<readonly string[]> {
  if (!folder.startsWith('.')) return [];
  const root = join(productFolder, folder);
  if (!existsSync(root) || relative(productFolder, root).startsWith('..')) {
    throw new UsageError(`--folder '${folder}': there is no such folder in ${productFolder}`);
  }
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  const lines: string[] = [];
  for (const path of paths) {
    const content = await readFile(join(root, path));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const type = mediaTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
    lines.push([cell(path.replaceAll(sep, '/')), content.length, sha256, type].join(','));
  }
  return lines;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
