import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';
import { packageVersion } from './package-version.ts';

/**
 * A name that two programs share only where they compute the same results: version, sources (by the
 * stamp of the build) and the runtime with its tables of time zones and characters. Undefined where
 * the program does not run from a build, because nothing then tells one state of it from another.
 */
export function programId(): string | undefined {
  if (import.meta.url.endsWith('.ts')) return undefined;
  const stamp = buildStamp();
  if (stamp === undefined) return undefined;
  const { node, v8, icu, tz } = process.versions;
  return createHash('sha256')
    .update([packageVersion(), stamp, node, v8, icu ?? '', tz ?? ''].join('\n'))
    .digest('hex');
}

function buildStamp(): string | undefined {
  try {
    return readFileSync(join(packageRoot(), 'dist/.tundish-build'), 'utf8');
  } catch {
    return undefined;
  }
}
