import { askGit, GitRefused, runGit } from './run-git.ts';

/** The two commits that a comparison is about, or why there is none. */
export type Comparison =
  | {
      readonly kind: 'comparable';
      /** What is compared with: the newest commit that both sides have in common. */
      readonly base: string;
      /** False where that is the named revision itself. */
      readonly isMergeBase: boolean;
      readonly head: string;
    }
  | {
      readonly kind: 'problem';
      /** One sentence about what is not there. */
      readonly message: string;
      /** A command, or an imperative. */
      readonly next: string;
    };

/** Finds what `head` is to be compared with: its merge base with `against`. */
export async function compareRevisions(
  folder: string,
  against: string,
  head = 'HEAD',
): Promise<Comparison> {
  const missing = await noRepository(folder, against);
  if (missing !== undefined) return missing;
  const isShallow = (await askGit(folder, ['rev-parse', '--is-shallow-repository'])) === 'true';
  const target = await commitOf(folder, against);
  if (target === undefined) return unknownRevision(against, isShallow);
  const tip = await commitOf(folder, head);
  if (tip === undefined) {
    if (head !== 'HEAD') return unknownRevision(head, isShallow);
    return problem('The repository has no commit yet.', 'git commit what is there, then compare');
  }
  const base = await askGit(folder, ['merge-base', target, tip]);
  if (base !== undefined && base !== '') {
    return { kind: 'comparable', base, isMergeBase: base !== target, head: tip };
  }
  if (isShallow) {
    const message = `This clone is shallow: it does not reach back to what '${shown(against)}' and '${shown(head)}' have in common.`;
    return problem(message, fetchCommand(against, true));
  }
  const message = `'${shown(against)}' and '${shown(head)}' have no commit in common.`;
  return problem(message, 'name a revision that the work started from');
}

async function commitOf(folder: string, revision: string): Promise<string | undefined> {
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options'];
  const found = await askGit(folder, [...verify, `${revision}^{commit}`]);
  return found === '' ? undefined : found;
}

async function noRepository(folder: string, against: string): Promise<Comparison | undefined> {
  try {
    await runGit(folder, ['rev-parse', '--git-dir']);
    return undefined;
  } catch (error) {
    if (error instanceof GitRefused) {
      if (/dubious ownership/.test(error.said)) {
        const message = 'The git repository of this folder belongs to another account.';
        return problem(message, `git config --global --add safe.directory ${quoted(folder)}`);
      }
      const message = `This folder is in no git repository, so there is no '${shown(against)}' to compare with.`;
      return problem(message, 'run it in a clone of the plant repository');
    }
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return problem('There is no git on this machine.', 'install git');
    }
    throw error;
  }
}

function unknownRevision(revision: string, isShallow: boolean): Comparison {
  if (revision.trim() === '') {
    return problem(
      'No revision is named to compare with.',
      'name one, as in --against origin/main',
    );
  }
  // Fetching brings no commit before the first one.
  if (!isShallow && /[~^]\d*$/.test(revision)) {
    const message = `The history ends before '${shown(revision)}'.`;
    return problem(message, 'name an earlier state that there is: git log lists them');
  }
  const message = `There is no revision '${shown(revision)}' in this clone.`;
  return problem(message, fetchCommand(revision, isShallow));
}

/** The command that brings a revision here, all of its past included where the clone is shallow. */
function fetchCommand(revision: string, isShallow: boolean): string {
  const flags = isShallow ? ' --unshallow' : '';
  const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(revision)?.[1];
  if (branch !== undefined) {
    // A clone of one branch has no other in its configuration.
    return `git fetch${flags} origin ${quoted(`${branch}:refs/remotes/origin/${branch}`)}`;
  }
  const name = /^[\w./-]+$/.test(revision) && !revision.startsWith('-') ? revision : undefined;
  return `git fetch${flags} origin${name === undefined ? '' : ` ${name}`}`;
}

function problem(message: string, next: string): Comparison {
  return { kind: 'problem', message, next };
}

function shown(revision: string): string {
  return revision.slice(0, 100);
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
