import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { runProgram } from './run-program.ts';

/** Superuser of the demo's server. */
export const serverUser = 'tundish';

/** Programs and data of one server. */
export interface ServerFiles {
  readonly bin: string;
  readonly data: string;
  readonly folder: string;
  readonly account: Account | undefined;
}

/** Makes empty data; under another name first, so that an initialisation that was cut off is never taken for data. */
export async function initialiseData({ bin, data, folder, account }: ServerFiles): Promise<void> {
  const half = `${data}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const password = randomBytes(9).toString('hex');
  // initdb insists on an empty folder and reads the password from a file that it can open.
  const passwordFolder = `${data}.password`;
  mkdirSync(passwordFolder, { recursive: true, mode: 0o700 });
  const file = join(passwordFolder, 'password');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) {
    for (const path of [half, passwordFolder, file]) chownSync(path, account.uid, account.gid);
  }
  await runProgram(
    join(bin, 'initdb'),
    [
      ...['-D', half, '-U', serverUser, '--pwfile', file, '-E', 'UTF8', '--locale=C', '--no-sync'],
      ...['--auth-host=scram-sha-256', '--auth-local=scram-sha-256'],
    ],
    account,
    folder,
  );
  rmSync(passwordFolder, { recursive: true });
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  renameSync(half, data);
}
