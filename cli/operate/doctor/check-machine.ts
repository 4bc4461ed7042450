import { constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { access, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { usedDemoFolders } from '../../demo/postgres/demo-folder.ts';
import { claimant } from '../../demo/postgres/folder-claim.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

const { ok, warning, failed, unknown } = resultsOf('machine');
const MB = 1024 * 1024;
const LAST_LINES = 15;

/** Node, memory, disk, write access and what demos left behind; `root` is where the command stands. */
export async function checkMachine(root: string, projects: readonly string[]) {
  return [
    checkNode(process.versions.node),
    await checkMemory(),
    await checkDisk(root),
    await checkWriting(root),
    ...projects.flatMap(checkDemos),
  ];
}

/** Exported for its test: the floor is the package's. */
export function checkNode(version: string): CheckResult {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return enough
    ? ok('node', `Node ${version}`)
    : failed(
        'node',
        `Node ${version} is too old`,
        'Install Node 20.19 or newer (22 and 24 are fine)',
      );
}

async function checkMemory(): Promise<CheckResult> {
  const available = await availableMegabytes();
  const text = `${available} MB of memory available`;
  if (available >= 1_024) return ok('memory', text);
  return warning(
    'memory',
    text,
    'up takes about 400 MB, the demo 700 MB: end something, or expect swapping',
  );
}

/** What the system could give, not only what nobody has used yet. */
async function availableMegabytes(): Promise<number> {
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = /^MemAvailable:\s+(\d+)/m.exec(meminfo)?.[1];
  return Math.round(kilobytes === undefined ? freemem() / MB : Number(kilobytes) / 1024);
}

async function checkDisk(root: string): Promise<CheckResult> {
  try {
    const { bavail, bsize } = await statfs(root);
    const free = Math.round((bavail * bsize) / MB);
    const text = `${free} MB free on the disk of this folder`;
    if (free >= 2_048) return ok('disk', text);
    const remedy = 'Free some: a demo takes about 300 MB, builds a few';
    return free >= 200 ? warning('disk', text, remedy) : failed('disk', text, remedy);
  } catch {
    return unknown('disk', 'the free disk space cannot be asked for here', 'Look at it yourself');
  }
}

async function checkWriting(root: string): Promise<CheckResult> {
  const folder = join(root, '.tundish');
  const probe = join(folder, `doctor-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
    return ok('write access', `${folder} can be written`);
  } catch {
    const readable = await access(root, constants.R_OK).then(
      () => true,
      () => false,
    );
    return failed(
      'write access',
      `${folder} cannot be written${readable ? '' : ', and this folder not read'}`,
      'Builds and generated files go below this folder: give this account the right, or copy the folder',
    );
  }
}

/** Servers of demos that run, folders of demos that ended, and the last words of one that failed. */
function checkDemos(project: string): readonly CheckResult[] {
  const folders = usedDemoFolders(project);
  if (folders.length === 0) return [ok('demos', 'no demo has left anything')];
  return folders.map((folder) => {
    const pid = claimant(folder);
    if (pid !== undefined) return ok('demos', `a demo runs in ${folder} (process ${pid})`);
    if (existsSync(join(folder, 'data/postmaster.pid'))) {
      return warning(
        'demos',
        `a demo in ${folder} ended without stopping its PostgreSQL${lastWords(folder)}`,
        `Run tundish demo once more, which stops it, or delete the folder`,
      );
    }
    return ok('demos', `${folder} holds the data of a demo that has ended; it may be deleted`);
  });
}

function lastWords(folder: string): string {
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(-LAST_LINES),
    )
    .filter((line) => line !== '');
  return lines.length === 0
    ? ''
    : `; its last lines:\n      ${lines.slice(-LAST_LINES).join('\n      ')}`;
}
