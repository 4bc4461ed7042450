import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const claimFile = 'demo.pid';

/** Claims a folder for this process until its end; false where another one has it. */
export function claim(folder: string): boolean {
  if (claimant(folder) !== undefined) return false;
  const file = join(folder, claimFile);
  rmSync(file, { force: true });
  try {
    // Exclusively: of two that start at once only one may have it.
    writeFileSync(file, `${process.pid} ${birthOf(process.pid) ?? ''}\n`, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** The process that has the folder now. */
export function claimant(folder: string): number | undefined {
  const file = join(folder, claimFile);
  if (!existsSync(file)) return undefined;
  const [pid, birth] = readFileSync(file, 'utf8').trim().split(' ');
  return birthOf(Number(pid)) === birth ? Number(pid) : undefined;
}

/** Gives the folder back; its data stays. */
export function release(folder: string): void {
  if (claimant(folder) === process.pid) {
    writeFileSync(join(folder, claimFile), '0 ended\n');
  }
}

/** When the folder was claimed or given back, in milliseconds since 1970; 0 for never. */
export function lastClaimMs(folder: string): number {
  return statSync(join(folder, claimFile), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * Tells a process from a later one with the same id: its start in clock ticks where /proc tells,
 * else only that it lives. Undefined: there is none.
 */
function birthOf(pid: number): string | undefined {
  if (!(pid > 0)) return undefined;
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
