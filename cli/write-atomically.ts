import { randomBytes } from 'node:crypto';
import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Replaces a file's content in one step: a reader sees the old text or the new one, and so does, with
 * `durable`, a machine that loses power. Permissions stay.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array,
  speed: 'durable' | 'fast' = 'durable',
): Promise<void> {
  const mode = await stat(file).then(
    (found) => found.mode & 0o777,
    () => undefined,
  );
  const written = join(dirname(file), `.tundish-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(written, 'wx');
    try {
      await handle.writeFile(content);
      if (speed === 'durable') await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode !== undefined) await chmod(written, mode);
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}
