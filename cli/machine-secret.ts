import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A secret of this account on this machine, made on first use; undefined where none can be kept.
 * What is sealed with it was written here: a file that comes with a pull request is not.
 */
export function machineSecret(): string | undefined {
  try {
    const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
    const folder = join(cache, 'tundish');
    const file = join(folder, 'check-secret');
    const known = secretIn(file);
    if (known !== undefined) return known;
    // A home that is not there stays so.
    for (const each of [cache, folder]) {
      if (!existsSync(each)) mkdirSync(each, 0o700);
    }
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, randomBytes(32).toString('hex'), { mode: 0o600 });
    // Runs that start together agree on the one that stays.
    renameSync(fresh, file);
    return secretIn(file);
  } catch {
    return undefined;
  }
}

function secretIn(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
