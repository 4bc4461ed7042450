import { diskFiles } from '../../../connectors/repository/disk-files.ts';

/** The files of a plant repository that a plan is made from: no generated ones. */
export async function contractFiles(root: string): Promise<Readonly<Record<string, Uint8Array>>> {
  const files = await diskFiles(root);
  const contents: Record<string, Uint8Array> = {};
  for (const path of await files.list()) {
    const isContract = /^(products|calendars)\//.test(path) && !path.includes('/generated/');
    const bytes = isContract || path === 'plant.yaml' ? await files.read(path) : undefined;
    if (bytes !== undefined) contents[path] = bytes;
  }
  return contents;
}
