import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A secret of this account on this machine, made on first use; undefined where none can be kept.
 * What is sealed with it was written here: a file that comes with a pull request is not.
 */
export function machineSecret(): string | undefined {
  try {
    const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tundish');
    const file = join(folder, 'check-secret');
    const known = secretIn(file);
    if (known !== undefined) return known;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
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
