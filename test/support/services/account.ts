import { chownSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The operating system account that a server runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The account for a server that refuses root or leaves it by itself: the first of `names` that
 * exists, when we are root; undefined (stay who we are) otherwise.
 */
export function accountInsteadOfRoot(names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of names) {
    const entry = entries.find(([name]) => name === wanted);
    if (entry !== undefined) {
      return { name: wanted, uid: Number(entry[2]), gid: Number(entry[3]) };
    }
  }
  throw new Error(
    `None of the accounts ${names.join(', ')} exists, and this server must not run as root. Run the tests as another user.`,
  );
}

/** A new folder below the system's temporary folder that belongs to the account. */
export function temporaryFolder(prefix: string, account?: Account): string {
  const folder = mkdtempSync(join(tmpdir(), `tundish-test-${prefix}-`));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

/** Whether the account may enter every folder on the way to `path`. */
export function reachableFor(path: string, account: Account | undefined): boolean {
  if (account === undefined) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
