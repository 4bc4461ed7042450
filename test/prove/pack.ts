/*
 * npm run prove pack
 *
 * Packs the archive, installs it with --offline into an empty folder whose path holds a space, and
 * runs its commands there with no network: as another user than the one who owns the package where
 * this runs as root, so that nothing can be written into it. The demo and `up` use real servers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountInsteadOfRoot } from '../support/services/account.ts';
import { mosquitto, postgres15 } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');
const account = accountInsteadOfRoot(['nobody']);
const top = mkdtempSync(join(realpathSync(tmpdir()), 'tundish prove pack '));
const results: { readonly text: string; readonly holds: boolean }[] = [];
const host = await startHost({ all: false });
try {
  await prove();
} finally {
  rmSync(top, { recursive: true, force: true });
  await host.stop();
}
process.exitCode = results.every(({ holds }) => holds) ? 0 : 1;

function tell(text: string, holds: boolean, more = ''): void {
  results.push({ text, holds });
  process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${text}\n${holds ? '' : `${more}\n`}`);
}

async function prove(): Promise<void> {
  const home = folder('home');
  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', top], root);
  const archive = readdirSync(top).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) return tell('npm pack writes an archive', false, packed.all);
  const megabytes = statSync(join(top, archive)).size / 1_000_000;
  tell(`the archive has ${megabytes.toFixed(1)} MB`, megabytes < 20);

  const place = folder('a plant');
  const installed = await run('npm', ['install', '--offline', join(top, archive)], place);
  tell('it installs with --offline', installed.code === 0, installed.all);
  tell('without a word about Node', !/EBADENGINE/.test(installed.all), installed.all);
  if (installed.code !== 0) return;
  const packageFolder = join(place, 'node_modules/tundish');
  const before = filesBelow(packageFolder);

  const tundish = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
    start(join(place, 'node_modules/.bin/tundish'), args, cwd, {
      ...process.env,
      ...env,
      HOME: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      HTTPS_PROXY: 'http://127.0.0.1:1',
      HTTP_PROXY: 'http://127.0.0.1:1',
      npm_config_offline: 'true',
    });
  const succeeds = async (
    text: string,
    args: readonly string[],
    cwd: string,
    env?: NodeJS.ProcessEnv,
  ) => {
    const { code, all } = await ended(tundish(args, cwd, env));
    tell(`${text}: tundish ${args.join(' ')}`, code === 0, all);
    return all;
  };

  await succeeds('version', ['--version'], place);
  const demo = await succeeds('demo', ['demo', '--for', '20'], place);
  tell(
    'the demo names commands as they are typed here',
    demo.includes('npx tundish demo --sql') && !demo.includes('npm run'),
    demo,
  );
  await succeeds(
    'and can be asked afterwards',
    ['demo', '--sql', 'SELECT count(*) FROM business.heat_kpi_v1'],
    place,
  );
  await succeeds('init', ['init', 'plant', '--name', 'proved', '--domain', 'casting'], place);
  const plant = join(place, 'plant');
  await succeeds('check', ['check'], plant);
  await succeeds('generate', ['generate'], plant);
  await succeeds('generate', ['generate', '--check'], plant);
  await succeeds('doctor', ['doctor'], plant);

  const env = {
    DATABASE_URL: (await postgres15())?.url ?? '',
    MQTT_URL: (await mosquitto())?.url ?? '',
  };
  if (env.DATABASE_URL === '' || env.MQTT_URL === '') {
    process.stdout.write('skipped: up, without PostgreSQL 15 and Mosquitto\n');
  } else {
    const up = tundish(['up', 'dev'], plant, env);
    const output = gather(up);
    await until(
      () => output().includes('is up in this process') || up.exitCode !== null,
      'up',
      60_000,
    ).catch(() => undefined);
    await succeeds('while up runs', ['status', 'dev'], plant, env);
    up.kill('SIGTERM');
    const { code } = await ended(up);
    tell(
      'up: begins, and drains at SIGTERM',
      code === 0 && output().includes('Drained and ended'),
      output(),
    );
  }
  tell('nothing was written into the package', filesBelow(packageFolder) === before);
}

/** A folder below ours that belongs to the account. */
function folder(name: string): string {
  const path = join(top, name);
  mkdirSync(path, { recursive: true });
  if (account !== undefined) {
    chownSync(top, account.uid, account.gid);
    chownSync(path, account.uid, account.gid);
  }
  return path;
}

/** Paths below a folder, dependencies left out. */
function filesBelow(path: string): string {
  if (!existsSync(path)) return '';
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('node_modules'))
    .sort()
    .join('\n');
}

interface Ended {
  readonly code: number;
  readonly all: string;
}

/** As whoever we are: npm's cache is ours. */
function run(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  return ended(spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function start(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  return spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
}

function gather(child: ChildProcess): () => string {
  let all = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      all += chunk.toString();
    });
  }
  return () => all;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const all = gather(child);
  if (child.exitCode !== null) return { code: child.exitCode, all: all() };
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  return { code, all: all() };
}
