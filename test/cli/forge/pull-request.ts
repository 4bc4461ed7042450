import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const script = join(root, 'scripts/github-check.sh');

/** The command line as a job runs it, from source. */
export const tundish = `${process.execPath} --import ${join(root, 'node_modules/tsx/dist/loader.mjs')} ${join(root, 'cli/main.ts')}`;

export interface Job {
  readonly code: number;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A repository with a base and pushes on top of it, and the job that GitHub runs for each push. */
export interface PullRequest {
  readonly folder: string;
  readonly temp: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string): void;
  /** Commits all that was written; its hash. */
  commit(message: string): string;
  /** Runs the script of action.yml with these variables, as a step does. */
  run(env: Readonly<Record<string, string>>, cwd?: string): Promise<Job>;
  close(): void;
}

export function pullRequest(): PullRequest {
  const home = mkdtempSync(join(tmpdir(), 'tundish-pull-'));
  const folder = join(home, 'repository');
  const temp = join(home, 'temp');
  mkdirSync(folder);
  mkdirSync(temp);
  // No configuration of the machine's user decides what happens here.
  const bare = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.invalid',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.invalid',
    GIT_ALLOW_PROTOCOL: 'file',
  };
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: folder, env: bare, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    temp,
    git,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    run: async (env, cwd = folder) => {
      const output = join(home, 'output');
      const summary = join(home, 'summary');
      for (const file of [output, summary]) rmSync(file, { force: true });
      const { code, log } = await finished(cwd, {
        ...bare,
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: temp,
        ...env,
      });
      const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
      const outputs = Object.fromEntries(
        read(output)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      return { code, log, outputs, summary: read(summary) };
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

function finished(
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly log: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', [script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
      });
    }
    child.once('close', (code) => resolve({ code: code ?? -1, log }));
  });
}
