const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this account may not touch it; give it the right, or work in another folder',
  EPERM: 'this account may not touch it; give it the right, or work in another folder',
  EROFS: 'it is on a file system that is read-only; work in another folder',
  EISDIR: 'it is a folder; name a file',
  ENOTDIR: 'a part of its path is a file; name another place',
  ENOSPC: 'the disk is full; make room and run the command again',
  EDQUOT: 'the quota of this account is used up; make room and run the command again',
  EMFILE: 'too many files are open on this machine; raise the limit (ulimit -n)',
};

/** What the file system refused, as a sentence; undefined for any other error. */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  const reason = reasons[String(error.code)];
  if (reason === undefined) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  return `${path}${reason}`;
}
