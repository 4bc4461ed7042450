import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, canReach } from './account.ts';

const markFile = 'made-by-tundish-demo';

/**
 * The folder for everything that the demo leaves on disk: below the project; where the server's
 * account cannot enter that, in the user's cache; where it cannot enter that either, in the
 * system's temporary folder. Only a folder with our mark in it is ever used or changed.
 */
export function demoFolder(project: string, account: Account | undefined): string {
  const name = createHash('sha256').update(project).digest('hex').slice(0, 10);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const candidates = [
    join(project, '.tundish', 'demo'),
    join(cache, 'tundish', `demo-${name}`),
    join(tmpdir(), `tundish-demo-${process.getuid?.() ?? 'user'}-${name}`),
  ];
  const reasons: string[] = [];
  for (const folder of candidates) {
    const reason = prepare(folder, account);
    if (reason === undefined) return folder;
    reasons.push(`${folder}: ${reason}`);
  }
  throw new Error(`The demo found no folder for its database:\n  ${reasons.join('\n  ')}`);
}

/** Makes or recognises the folder; the reason why it cannot be used otherwise. */
function prepare(folder: string, account: Account | undefined): string | undefined {
  const mark = join(folder, markFile);
  try {
    if (existsSync(folder)) {
      if (!existsSync(mark)) return 'exists and was not made by the demo';
      if (process.getuid !== undefined && statSync(folder).uid !== process.getuid()) {
        return 'belongs to another user';
      }
    } else {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      writeFileSync(mark, 'Data of `tundish demo`. It may be deleted while no demo runs.\n');
    }
    return canReach(account, join(folder, 'data')) ? undefined : 'PostgreSQL cannot enter it';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Another demo that uses the folder now, by its process id. */
export function otherDemo(folder: string): number | undefined {
  const file = join(folder, 'demo.pid');
  if (!existsSync(file)) return undefined;
  const [pid, birth] = readFileSync(file, 'utf8').trim().split(' ');
  const number = Number(pid);
  return number !== process.pid && birthOf(number) === birth ? number : undefined;
}

export function claimFolder(folder: string): void {
  writeFileSync(join(folder, 'demo.pid'), `${process.pid} ${birthOf(process.pid) ?? ''}\n`);
}

/**
 * Tells a process from a later one with the same id: its start in clock ticks where /proc tells,
 * else only that it lives. Undefined: there is none.
 */
function birthOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; field 22 is the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return 'alive';
  }
}
