import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineSecret } from './machine-secret.ts';
import { packageRoot } from './package-root.ts';

/**
 * A name that two programs share only where they compute the same results: the bytes of the bundle
 * (whose parts are named by their hashes), the pinned dependencies, and the runtime with its tables
 * of time zones and characters. Undefined where the program does not run from the bundle, because
 * nothing then tells one state of its many files from another. Nobody else can name it, since a
 * secret of the machine is in it, so what is sealed with it was computed here.
 */
export function programId(): string | undefined {
  const folder = join(packageRoot(), 'dist/cli/commands');
  if (dirname(fileURLToPath(import.meta.url)) !== folder) return undefined;
  const secret = machineSecret();
  if (secret === undefined) return undefined;
  const { node, v8, icu, tz } = process.versions;
  return createHash('sha256')
    .update(readFileSync(join(folder, 'check.js')))
    .update(readFileSync(join(packageRoot(), 'package.json')))
    .update([secret, node, v8, icu ?? '', tz ?? ''].join('\n'))
    .digest('hex');
}
