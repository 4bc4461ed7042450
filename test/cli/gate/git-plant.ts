import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkRepository } from '../../../cli/check-repository.ts';
import { artifactsOf } from '../../../cli/gate/generated-files.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';

const folders: string[] = [];

export function removeGitPlants(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A git repository whose plant lies in a folder of it. */
export interface GitPlant {
  /** Of the plant. */
  readonly root: string;
  git(...args: readonly string[]): string;
  put(path: string, text: string): void;
  /** Writes files and what `generate` makes of the whole, and commits; the hash. */
  commit(files: Readonly<Record<string, string>>, message?: string): Promise<string>;
}

/** The files of the small plant of the tests. */
export function plantFiles(): Record<string, string> {
  const from = join(import.meta.dirname, '../../plants/small');
  const paths = readdirSync(from, { recursive: true }).map(String);
  const files = paths.filter((path) => statSync(join(from, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(from, path), 'utf8')]));
}

/** A file of the plant with texts replaced, each of which must stand there. */
export function changed(
  files: Readonly<Record<string, string>>,
  path: string,
  ...pairs: readonly (readonly [find: string, put: string])[]
): Record<string, string> {
  let text = files[path] ?? '';
  for (const [find, put] of pairs) {
    if (!text.includes(find)) throw new Error(`'${find}' does not stand in ${path}`);
    text = text.replace(find, put);
  }
  return { [path]: text };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-gate-'));
  folders.push(folder);
  return folder;
}

export function gitPlant(below = ''): GitPlant {
  const top = temporaryFolder();
  const root = join(top, below);
  mkdirSync(root, { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' })
      .toString()
      .trim();
  const texts: Record<string, string> = {};
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  execFileSync('git', ['init', '-q', '-b', 'main', top]);
  return {
    root,
    git,
    put,
    commit: async (files, message = 'change') => {
      Object.assign(texts, files);
      const { plant, plan } = await checkRepository(memoryFiles(texts));
      const made = plant === undefined || plan === undefined ? [] : artifactsOf(plan, plant);
      for (const [path, text] of Object.entries(files)) put(path, text);
      for (const { path, text } of made) put(path, text);
      git('add', '-A');
      git('commit', '-q', '-m', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
