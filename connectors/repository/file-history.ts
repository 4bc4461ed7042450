import { prefixOf } from './git-files.ts';
import { runGit } from './run-git.ts';

/** One commit that changed a file. */
export interface FileChangeCommit {
  readonly commit: string;
  /** Seconds since 1970, of the commit. */
  readonly time: number;
  /** Where the file lay after the commit, from the folder; undefined where that is outside of it. */
  readonly path: string | undefined;
  /** Where it lay before; undefined where the commit added it. */
  readonly previousPath: string | undefined;
}

export interface HistoryBounds {
  readonly mostCommits: number;
  /** Seconds since 1970. */
  readonly since: number;
}

/**
 * The commits that changed a file, newest first, along the first parents from a commit on; a file
 * that moved is followed. In a shallow clone it ends where the clone ends.
 */
export async function fileHistory(
  folder: string,
  commit: string,
  path: string,
  bounds: HistoryBounds,
): Promise<readonly FileChangeCommit[]> {
  const prefix = await prefixOf(folder);
  const log = await runGit(folder, [
    // The path is a path and no pattern.
    '--literal-pathspecs',
    'log',
    '--first-parent',
    '--diff-merges=first-parent',
    '--follow',
    '--find-renames=40%',
    '--name-status',
    '-z',
    '--format=%x01%H %ct',
    `--max-count=${bounds.mostCommits}`,
    `--since=${new Date(bounds.since * 1000).toISOString()}`,
    commit,
    '--',
    path,
  ]);
  return log
    .toString()
    .split('\u0001')
    .slice(1)
    .flatMap((entry) => {
      const [head = '', ...rest] = entry.split('\0');
      const [hash = '', time = ''] = head.trim().split(' ');
      const [status = '', first, second] = rest.map((part) => part.replace(/^\n/, ''));
      if (status === '') return [];
      const isMove = status.startsWith('R') || status.startsWith('C');
      const after = isMove ? second : first;
      const before = status === 'A' ? undefined : first;
      return [
        {
          commit: hash,
          time: Number(time),
          path: below(prefix, status === 'D' ? undefined : after),
          previousPath: below(prefix, before),
        },
      ];
    });
}

/** When a commit was made, in seconds since 1970. */
export async function commitTime(folder: string, commit: string): Promise<number> {
  return Number((await runGit(folder, ['show', '-s', '--format=%ct', commit])).toString());
}

/** Whether the clone lacks a part of the past. */
export async function isShallow(folder: string): Promise<boolean> {
  const said = (await runGit(folder, ['rev-parse', '--is-shallow-repository'])).toString();
  return said.trim() === 'true';
}

/** The commit before on the line of first parents; undefined at the first one. */
export async function firstParent(folder: string, commit: string): Promise<string | undefined> {
  const line = (await runGit(folder, ['rev-list', '--parents', '-n', '1', commit])).toString();
  return line.trim().split(' ')[1];
}

function below(prefix: string, path: string | undefined): string | undefined {
  return path?.startsWith(prefix) === true ? path.slice(prefix.length) : undefined;
}
