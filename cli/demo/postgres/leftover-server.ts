import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Stops a server that still runs on our data folder: its demo was killed and could not. */
export async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!runsOn(pid, data)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && runsOn(pid, data); waited += 50) await sleep(50);
  if (runsOn(pid, data)) process.kill(pid, 'SIGQUIT');
  for (let waited = 0; waited < 5_000 && runsOn(pid, data); waited += 50) await sleep(50);
}

/**
 * Whether the process is a PostgreSQL server with this data folder, by its command line. Where
 * there is no /proc to ask, the answer is no: then PostgreSQL itself refuses the folder.
 */
function runsOn(pid: number, data: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('-D') && words[words.indexOf('-D') + 1] === data;
  } catch {
    return false;
  }
}
