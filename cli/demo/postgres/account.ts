import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** An account of the operating system that PostgreSQL can run as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where there is no
 * such account; nothing is added to the system. Undefined: as whoever we are.
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  );
  const account = accounts.get('postgres') ?? accounts.get('nobody');
  if (account === undefined || !(account.uid > 0)) {
    throw new Error(
      'PostgreSQL must not run as root, and there is neither an account postgres nor nobody to run it as. Run the demo as another user.',
    );
  }
  return account;
}

/** Whether the account may enter every folder above `path`. */
export function canReach(account: Account | undefined, path: string): boolean {
  if (account === undefined) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const permission = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & permission) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
