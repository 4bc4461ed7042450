import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, canReach } from './account.ts';
import { claim, lastClaimMs } from './folder-claim.ts';

const markFile = 'made-by-tundish-demo';
const demosMost = 5;

/**
 * A folder of our own for everything that a demo leaves on disk, claimed for this process. Demos
 * that run side by side have one each. Only a folder with our mark in it is ever used or changed.
 */
export function claimDemoFolder(project: string, account: Account | undefined): string {
  for (let number = 1; number <= demosMost; number += 1) {
    const folder = demoFolder(project, account, number);
    if (claim(folder)) return folder;
  }
  throw new Error(`${demosMost} demos of ${project} run already; end one of them`);
}

/** Folders of earlier and running demos of the project, the one used last first. */
export function usedDemoFolders(project: string): readonly string[] {
  const numbers = Array.from({ length: demosMost }, (_, index) => index + 1);
  return numbers
    .flatMap((number) => places(project, number))
    .filter((folder) => existsSync(join(folder, markFile)) && isOwn(folder))
    .map((folder) => ({ folder, usedMs: lastClaimMs(folder) }))
    .sort((a, b) => b.usedMs - a.usedMs)
    .map(({ folder }) => folder);
}

/**
 * Below the project; where the server's account cannot enter that, in the user's cache; where it
 * cannot enter that either, in the system's temporary folder.
 */
function places(project: string, number: number): readonly string[] {
  const suffix = number === 1 ? '' : `-${number}`;
  const name = createHash('sha256').update(project).digest('hex').slice(0, 10);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return [
    join(project, '.tundish', `demo${suffix}`),
    join(cache, 'tundish', `demo-${name}${suffix}`),
    join(tmpdir(), `tundish-demo-${process.getuid?.() ?? 'user'}-${name}${suffix}`),
  ];
}

function demoFolder(project: string, account: Account | undefined, number: number): string {
  const reasons: string[] = [];
  for (const folder of places(project, number)) {
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
      if (!isOwn(folder)) return 'belongs to another user';
    } else {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      writeFileSync(mark, 'Data of `tundish demo`. It may be deleted while no demo runs.\n');
    }
    return canReach(account, join(folder, 'data')) ? undefined : 'PostgreSQL cannot enter it';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isOwn(folder: string): boolean {
  return process.getuid === undefined || statSync(folder).uid === process.getuid();
}
