import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { command as quarantine } from '../../cli/commands/quarantine.ts';
import { NotAppliedError } from '../../cli/not-applied-error.ts';
import { UnreachableError } from '../../cli/unreachable-error.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';
import { runCommand } from './command-run.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What `tundish quarantine ls local` throws over a database. */
async function listing(url: string): Promise<unknown> {
  const cwd = mkdtempSync(join(tmpdir(), 'tundish-reaching-'));
  folders.push(cwd);
  mkdirSync(join(cwd, 'environments'));
  const stores = ['raw', 'metrics', 'curated', 'business'].map((store) => `  ${store}: \${URL}\n`);
  writeFileSync(
    join(cwd, 'environments/local.yaml'),
    `stores:\n${stores.join('')}mqtt:\n  events: mqtt://127.0.0.1\n  sensors: mqtt://127.0.0.1\n`,
  );
  return runCommand(quarantine, { cwd, env: { URL: url } }, 'ls', 'local').catch(
    (error: unknown) => error,
  );
}

describeWith('PostgreSQL 15', 'a database that is not ready', () => {
  const changed = async (change: (url: URL) => void): Promise<string> => {
    const url = new URL((await postgres15())?.url ?? '');
    change(url);
    return url.href;
  };

  it('is not a bug where the plan was never applied: apply comes next', async () => {
    const error = await listing(await changed(() => undefined));
    expect(error).toBeInstanceOf(NotAppliedError);
    expect(String(error)).toContain('Next: tundish apply local');
  });

  it('is created where it does not exist', async () => {
    const error = await listing(
      await changed((url) => {
        url.pathname = '/nodb';
      }),
    );
    expect(error).toBeInstanceOf(UnreachableError);
    expect(String(error)).toContain('database "nodb" does not exist');
    expect(String(error)).toContain('Create that database');
    expect(String(error)).not.toContain('server is up');
  });

  it('refuses an unknown user: user and password are to be looked at', async () => {
    const error = await listing(
      await changed((url) => {
        url.username = 'nobody_here';
        url.password = 'hidden';
      }),
    );
    expect(error).toBeInstanceOf(UnreachableError);
    expect(String(error)).toMatch(/Check (the user name|user and password) in the URL/);
    expect(String(error)).not.toContain('hidden');
  });
});
