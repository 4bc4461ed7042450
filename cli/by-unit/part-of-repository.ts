import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { folderOf } from './plant-units.ts';

/** Of a read that other units might share: what was asked for. */
export type NoteRead = (path: string) => void;

/**
 * The repository as if it had no other products than those of `folders`: what describes the others is
 * not listed, all else is there to be named. `noteRead` is told every file that is read.
 */
export function partOfRepository(
  files: RepositoryFiles,
  folders: ReadonlySet<string>,
  noteRead?: NoteRead,
): RepositoryFiles {
  const isIn = (path: string) => {
    const folder = folderOf(path);
    return folder === '' || folders.has(folder) || !path.endsWith('.yaml');
  };
  const { links } = files;
  return {
    list: async () => (await files.list()).filter(isIn),
    ...(links === undefined ? {} : { links: () => links.call(files) }),
    read: (path, maxBytes) => {
      noteRead?.(path);
      return files.read(path, maxBytes);
    },
  };
}
