import { execFile } from 'node:child_process';

/** The commit that a folder stands at, `-dirty` where it was changed; undefined without git. */
export function gitRevision(folder: string): Promise<string | undefined> {
  const args = ['-C', folder, 'describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
  return new Promise((resolve) => {
    execFile('git', args, { timeout: 5000 }, (error, stdout) => {
      const revision = stdout.trim();
      resolve(error === null && revision !== '' ? revision : undefined);
    });
  });
}
