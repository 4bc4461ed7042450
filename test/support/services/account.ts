import { chownSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../../cli/demo/postgres/account.ts';

interface NamedAccount extends Account {
  readonly name: string;
}

/**
 * The account for a server that refuses root or leaves it by itself: the first of `names` that
 * exists, when we are root; undefined (stay who we are) otherwise.
 */
export function accountInsteadOfRoot(names: readonly string[]): NamedAccount | undefined {
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
