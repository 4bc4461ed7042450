#!/usr/bin/env node
// Runs one of the project's commands on a machine that has git and Node and nothing else yet:
// packages are installed when they are missing or stale, the build is made when it is stale, then
// the command runs. Progress goes to stderr; the command's exit code is this script's.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const inRoot = (...parts) => join(root, ...parts);
const say = (text) => process.stderr.write(`${text}\n`);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Tundish needs Node 20.19 or newer; this is ${process.versions.node}. Install a current`);
  say('Node (22 or 24 are fine as well) and run the same command again.');
  process.exit(2);
}

const [task, ...args] = process.argv.slice(2);
const tasks = {
  demo: () => runTundish(['demo', ...args]),
  tundish: () => runTundish(args),
  test: runTests,
  check: async () => ((await runChecks()).failed === 0 ? 0 : 1),
  build: () => 0,
  prove: () => runTypeScript('prove', args),
  bench: () => runTypeScript('bench', args.length === 0 ? ['all'] : args),
};
if (!Object.hasOwn(tasks, task ?? '')) {
  say(`Usage: node scripts/with-setup.mjs ${Object.keys(tasks).join('|')} [arguments]`);
  process.exit(2);
}
install();
if (task !== 'check') build();
process.exit(await tasks[task]());

/** Installs what package-lock.json names, unless exactly that is installed. */
function install() {
  const lock = readFileSync(inRoot('package-lock.json'));
  const wanted = digest([lock, process.platform, process.arch]);
  const stamp = inRoot('node_modules/.tundish-setup');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  if (!isInstalled(JSON.parse(lock))) {
    say('Installing packages (once; about half a minute) …');
    const started = Date.now();
    const npm = process.env.npm_execpath?.endsWith('.js')
      ? [process.execPath, process.env.npm_execpath]
      : ['npm'];
    const done = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
    if (done.status !== 0) {
      say('Installing the packages failed; npm says why above. Nothing else was changed.');
      process.exit(done.status ?? 1);
    }
    say(`Packages installed in ${seconds(started)}.`);
  }
  writeFileSync(stamp, wanted);
}

/** Compares npm's own record of what stands in node_modules with the lock file. */
function isInstalled(lock) {
  const record = inRoot('node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(lock.packages).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** Compiles to dist/ when a source file differs from what dist/ was made of. */
function build() {
  const folders = ['contracts', 'connectors', 'ingestion', 'deploy', 'catalog', 'cli', 'scripts'];
  const files = folders.flatMap(filesBelow).filter((file) => !file.includes('/generated/'));
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  const contents = [...files, ...settings].flatMap((file) => [file, readFileSync(inRoot(file))]);
  const wanted = `${digest(contents)}\n${files.join('\n')}`;
  const stamp = inRoot('dist/.tundish-build');
  const made = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (made === wanted) return;
  say('Building …');
  const started = Date.now();
  // A file that is gone would stay behind in dist/, so another set of files starts from nothing.
  const sameFiles = made.slice(made.indexOf('\n')) === wanted.slice(wanted.indexOf('\n'));
  if (!sameFiles) rmSync(inRoot('dist'), { recursive: true, force: true });
  rmSync(stamp, { force: true });
  for (const command of [
    ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
    ['scripts/copy-assets.mjs'],
    ['scripts/bundle-check.mjs'],
  ]) {
    const done = spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2] });
    if (done.status !== 0) {
      say('The build failed; the reasons stand above.');
      process.exit(done.status ?? 1);
    }
  }
  writeFileSync(stamp, wanted);
  say(`Built in ${seconds(started)}.`);
}

function filesBelow(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

function runTundish(commandArgs) {
  return run(process.execPath, [inRoot('dist/cli/main.js'), ...commandArgs], {
    // The command works where the person stands; npm starts its scripts in the package's folder.
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
}

function runTypeScript(folder, [name, ...rest]) {
  const names = existsSync(inRoot('test', folder))
    ? readdirSync(inRoot('test', folder))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => file.slice(0, -3))
    : [];
  if (name === undefined || !names.includes(name)) {
    say(`Usage: npm run ${folder} <name>, one of: ${names.join(', ')}`);
    return 2;
  }
  return run(process.execPath, ['--import', 'tsx', `test/${folder}/${name}.ts`, ...rest]);
}

/** Types, format and lint, import directions, unused code: what a machine can hold. */
async function runChecks() {
  const tools = 'node_modules';
  const folders = ['contracts', 'connectors', 'ingestion', 'deploy', 'catalog', 'cli'];
  const checks = {
    types: [`${tools}/typescript/bin/tsc`, '-p', 'tsconfig.json', '--noEmit'],
    'format and lint': [`${tools}/@biomejs/biome/bin/biome`, 'check', '.'],
    'import directions': [
      `${tools}/dependency-cruiser/bin/dependency-cruise.mjs`,
      ...['--config', '.dependency-cruiser.mjs', ...folders],
    ],
    'unused code': [`${tools}/knip/bin/knip.js`, '--no-progress'],
  };
  const counts = { passed: 0, failed: 0 };
  for (const [name, command] of Object.entries(checks)) {
    const started = Date.now();
    const code = await run(process.execPath, command, { stdio: ['ignore', 2, 2] });
    say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(started)})`);
    counts[code === 0 ? 'passed' : 'failed'] += 1;
  }
  return counts;
}

/** The checks of the house, then the tests. Arguments select tests and leave the checks out. */
async function runTests() {
  if (args.length > 0) return run(process.execPath, vitest(...args));
  let { passed, failed } = await runChecks();
  const results = inRoot('node_modules/.cache/tundish/test-results.json');
  mkdirSync(dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const code = await run(
    process.execPath,
    vitest('--reporter=default', '--reporter=json', `--outputFile.json=${results}`),
    { env: { ...process.env, TUNDISH_TEST_SERVICES: process.env.TUNDISH_TEST_SERVICES ?? 'all' } },
  );
  const counts = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : undefined;
  passed += counts?.numPassedTests ?? 0;
  failed += counts?.numFailedTests ?? 0;
  // A file that does not load has no test to fail, yet the run has failed.
  if (code !== 0 && failed === 0) failed += Math.max(1, counts?.numFailedTestSuites ?? 1);
  const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
  for (const title of skippedTitles(counts)) process.stdout.write(`skipped: ${title}\n`);
  process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed === 0 ? 0 : 1;
}

/** What did not run, by the name of its outermost block (which says what was missing). */
function skippedTitles(counts) {
  const tests = (counts?.testResults ?? []).flatMap((file) => file.assertionResults);
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  return [...new Set(skipped.map(({ ancestorTitles, title }) => ancestorTitles[0] ?? title))];
}

function vitest(...vitestArgs) {
  return ['node_modules/vitest/vitest.mjs', 'run', ...vitestArgs];
}

/** Resolves with the exit code; a signal that ended the command counts as 128 + its number. */
function run(file, commandArgs, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, commandArgs, { cwd: root, stdio: 'inherit', ...options });
    const forward = (signal) => {
      // A terminal sends Ctrl-C to the command as well: forwarding would make it two.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.once('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
