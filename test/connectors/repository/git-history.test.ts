import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRevisions } from '../../../connectors/repository/compare-revisions.ts';
import { fileHistory, firstParent } from '../../../connectors/repository/file-history.ts';
import { gitFiles } from '../../../connectors/repository/git-files.ts';

const body = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
const bounds = { mostCommits: 50, since: 0 };

let top: string;
let root: string;

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'tundish-history-'));
  root = join(top, 'plant');
  mkdirSync(root);
  git('init', '-q', '-b', 'main', top);
});

afterEach(() => rmSync(top, { recursive: true }));

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' })
    .toString()
    .trim();
}

function commit(path: string, text: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  git('add', '-A');
  git('commit', '-q', '-m', path);
  return git('rev-parse', 'HEAD');
}

describe('the history of a file', () => {
  it('is told newest first, and follows it where it moved', async () => {
    const added = commit('old/*.yaml', `1\n${body}`);
    const altered = commit('old/*.yaml', `2\n${body}`);
    commit('other.yaml', 'x');
    mkdirSync(join(root, 'new'));
    git('mv', 'old/*.yaml', 'new/*.yaml');
    const moved = commit('new/*.yaml', `3\n${body}`);
    expect(await fileHistory(root, 'HEAD', 'new/*.yaml', bounds)).toMatchObject([
      { commit: moved, path: 'new/*.yaml', previousPath: 'old/*.yaml' },
      { commit: altered, path: 'old/*.yaml', previousPath: 'old/*.yaml' },
      { commit: added, path: 'old/*.yaml', previousPath: undefined },
    ]);
    expect(await firstParent(root, altered)).toBe(added);
    expect(await firstParent(root, added)).toBeUndefined();
  });

  it('goes along main where branches were merged', async () => {
    commit('a.yaml', `1\n${body}`);
    git('checkout', '-q', '-b', 'work');
    commit('a.yaml', `2\n${body}`);
    commit('a.yaml', `3\n${body}`);
    git('checkout', '-q', 'main');
    commit('b.yaml', 'b');
    git('merge', '-q', '--no-ff', '-m', 'merge', 'work');
    const history = await fileHistory(root, 'HEAD', 'a.yaml', bounds);
    expect(history.map((each) => each.commit)).toEqual([
      git('rev-parse', 'HEAD'),
      git('rev-list', '--max-parents=0', 'HEAD'),
    ]);
  });

  it('ends at its bounds', async () => {
    for (const text of ['1', '2', '3']) commit('a.yaml', text);
    expect(await fileHistory(root, 'HEAD', 'a.yaml', { ...bounds, mostCommits: 2 })).toHaveLength(
      2,
    );
    const later = Math.floor(Date.now() / 1000) + 86_400;
    expect(await fileHistory(root, 'HEAD', 'a.yaml', { ...bounds, since: later })).toEqual([]);
  });
});

describe('two revisions', () => {
  it('are compared from what they have in common', async () => {
    const base = commit('a.yaml', '1');
    git('checkout', '-q', '-b', 'work');
    const head = commit('b.yaml', '1');
    expect(await compareRevisions(root, 'main')).toEqual({
      kind: 'comparable',
      base,
      isMergeBase: false,
      head,
    });
    git('checkout', '-q', 'main');
    commit('c.yaml', '1');
    expect(await compareRevisions(root, 'main', 'work')).toEqual({
      kind: 'comparable',
      base,
      isMergeBase: true,
      head,
    });
  });

  it('are not compared where they have nothing in common', async () => {
    commit('a.yaml', '1');
    git('checkout', '-q', '--orphan', 'other');
    commit('b.yaml', '1');
    expect(await compareRevisions(root, 'main')).toMatchObject({
      kind: 'problem',
      message: "'main' and 'HEAD' have no commit in common.",
    });
  });

  it.each([
    ['origin/main', 'git fetch origin main:refs/remotes/origin/main'],
    [
      "origin/x'; rm -rf y",
      "git fetch origin 'x'\\''; rm -rf y:refs/remotes/origin/x'\\''; rm -rf y'",
    ],
    ['v1.2', 'git fetch origin v1.2'],
    ['--output=/tmp/x', 'git fetch origin'],
  ])('name what to fetch for %s', async (revision, next) => {
    commit('a.yaml', '1');
    expect(await compareRevisions(root, revision)).toMatchObject({ kind: 'problem', next });
  });

  it('say that nothing is committed yet', async () => {
    expect(await compareRevisions(root, 'HEAD')).toMatchObject({ kind: 'problem' });
  });
});

describe('the files of a commit', () => {
  it('are those below the folder, and tell which contents they hold', async () => {
    commit('a.yaml', 'a');
    writeFileSync(join(top, 'above.yaml'), 'x');
    git('add', '-A', top);
    git('commit', '-q', '-m', 'above');
    const files = await gitFiles(root, 'HEAD');
    expect(await files.list()).toEqual(['a.yaml']);
    expect(files.holds('a.yaml', new TextEncoder().encode('a'))).toBe(true);
    expect(files.holds('a.yaml', new TextEncoder().encode('b'))).toBe(false);
    expect(files.contentId('above.yaml')).toBeUndefined();
  });

  it('are none where the folder is younger', async () => {
    const first = commit('a.yaml', 'a');
    commit('later/b.yaml', 'b');
    expect(await (await gitFiles(join(root, 'later'), first)).list()).toEqual([]);
  });
});
