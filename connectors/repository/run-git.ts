import { spawn } from 'node:child_process';

/** git ended otherwise than well; `said` is what it wrote, cut. */
export class GitRefused extends Error {
  override readonly name = 'GitRefused';
  readonly said: string;

  constructor(message: string, said: string) {
    super(message);
    this.said = said;
  }
}

/**
 * What git prints.
 * @throws GitRefused where it ends with another code than 0; an error with code ENOENT where the
 * machine has no git.
 */
export function runGit(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // No prompt, no pager, no configured helper may run while a foreign revision is read.
    const child = spawn('git', ['-C', folder, '--no-pager', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Messages are told apart by their words.
        LC_ALL: 'C',
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_NO_LAZY_FETCH: '1',
      },
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(output));
      const said = Buffer.concat(complaints).toString().trim().slice(0, 400);
      const message = `git ${args[0]} failed in ${folder}: ${said || `exit code ${code}`}`;
      reject(new GitRefused(message, said));
    });
    child.stdin.end(input);
  });
}

/** What git prints, as text without white space around it; undefined where it refuses. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await runGit(folder, args)).toString().trim();
  } catch (error) {
    if (error instanceof GitRefused) return undefined;
    throw error;
  }
}
