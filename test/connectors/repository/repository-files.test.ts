import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import { gitFiles } from '../../../connectors/repository/git-files.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { smallPlant } from '../../contracts/small-plant.ts';

let folder: string;
let root: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-files-'));
  root = join(folder, 'plant');
  for (const [path, text] of Object.entries(smallPlant())) put(path, text);
});

afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' });
}

function commitAll(): void {
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'all');
}

const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

describe('a plant repository', () => {
  it('is the same from disk, from git and from memory', async () => {
    commitAll();
    const memory = memoryFiles(smallPlant());
    const disk = await diskFiles(root);
    const revision = await gitFiles(root, 'HEAD');
    expect(await disk.list()).toEqual(await memory.list());
    expect(await revision.list()).toEqual(await memory.list());
    const [a, b, c] = await Promise.all([memory, disk, revision].map(readPlant));
    expect(JSON.stringify(b)).toBe(JSON.stringify(a));
    expect(JSON.stringify(c)).toBe(JSON.stringify(a));
    expect(a?.plant?.products.length).toBe(3);
  });

  it('is read from a revision as it was, without a checkout', async () => {
    commitAll();
    put('plant.yaml', 'name: later\n');
    put('new.txt', 'new');
    const revision = await gitFiles(root, 'HEAD');
    expect(text(await revision.read('plant.yaml'))).toContain('smallworks');
    expect(await revision.read('new.txt')).toBeUndefined();
  });

  it('keeps every byte of a file', async () => {
    const bytes = new Uint8Array(100_000).map((_, index) => (index * 31) % 256);
    put('a/bytes.bin', bytes);
    put('a/empty', '');
    put('ä ö "x"\t\n.txt', 'odd');
    commitAll();
    for (const files of [await diskFiles(root), await gitFiles(root, 'HEAD')]) {
      expect(await files.read('a/bytes.bin')).toEqual(bytes);
      expect((await files.read('a/empty'))?.length).toBe(0);
      expect(text(await files.read('ä ö "x"\t\n.txt'))).toBe('odd');
    }
  });

  it('shows nothing through symbolic links', async () => {
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets', 'key.txt'), 'secret');
    symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'));
    symlinkSync(join(folder, 'secrets'), join(root, 'folder'));
    symlinkSync('plant.yaml', join(root, 'inner.yaml'));
    commitAll();
    for (const files of [await diskFiles(root), await gitFiles(root, 'HEAD')]) {
      expect(await files.list()).toEqual(Object.keys(smallPlant()).sort());
      expect(await files.links?.()).toEqual(['folder', 'inner.yaml', 'link.txt']);
      for (const path of ['link.txt', 'folder/key.txt', 'inner.yaml', 'folder']) {
        expect(await files.read(path)).toBeUndefined();
      }
    }
  });

  it('shows nothing outside its folder, and no folders', async () => {
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    commitAll();
    for (const files of [await diskFiles(root), await gitFiles(root, 'HEAD')]) {
      for (const path of [
        '../secret.txt',
        join(folder, 'secret.txt'),
        'products/../../secret.txt',
        './plant.yaml',
        'products',
        '',
        'a\0b',
        'plant.yaml/x',
        'x'.repeat(5_000),
      ]) {
        expect(await files.read(path)).toBeUndefined();
      }
    }
  });

  it("leaves submodules, git's own files and installed packages out", async () => {
    put('node_modules/a/index.js', '');
    commitAll();
    git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    git('commit', '-q', '-m', 'module');
    for (const files of [await diskFiles(root), await gitFiles(root, 'HEAD')]) {
      const listing = await files.list();
      expect(listing.some((path) => /^(\.git|node_modules|module)/.test(path))).toBe(false);
    }
  });

  it('is not read beyond the size that is asked for', async () => {
    put('large.bin', new Uint8Array(5_000));
    commitAll();
    for (const files of [await diskFiles(root), await gitFiles(root, 'HEAD')]) {
      expect((await files.read('large.bin', 100))?.length).toBe(101);
      expect((await files.read('large.bin', 5_000))?.length).toBe(5_000);
    }
  });

  it.each(['nothing', '--output=x', '-h', 'HEAD:plant.yaml', ''])(
    'has no revision %j',
    async (revision) => {
      commitAll();
      await expect(gitFiles(root, revision)).rejects.toThrow(/does not exist/);
    },
  );
});
