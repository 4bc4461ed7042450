import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../cli/demo/free-port.ts';
import { openLastDemo, startLocalPostgres } from '../../../cli/demo/postgres/local-postgres.ts';
import { runSql } from '../../../cli/demo/run-sql.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-test-demo-'));
  chmodSync(folder, 0o755);
  folders.push(folder);
  return folder;
}

const port = await freePort(0);

async function write(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

describe('the demo server', { timeout: 60_000 }, () => {
  it('takes over what a demo left that was killed, and keeps its data', async () => {
    const project = projectFolder();
    const script = `
      import { openLastDemo, startLocalPostgres } from './cli/demo/postgres/local-postgres.ts';
      import pg from 'pg';
      const postgres = await startLocalPostgres(${JSON.stringify({ project, port })});
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.query('CREATE TABLE kept (note text)');
      console.log(postgres.pid);
      process.kill(process.pid, 'SIGKILL');
    `;
    const killed = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { encoding: 'utf8' },
    );
    const orphan = Number(killed.stdout.trim());
    expect(killed.signal).toBe('SIGKILL');

    const last = await openLastDemo({ project, port });
    expect(isAlive(orphan)).toBe(false);
    expect((await runSql(last?.url ?? '', 'SELECT * FROM kept')).lines).toEqual([
      'note',
      '(0 rows)',
    ]);
    await last?.stop();

    const postgres = await startLocalPostgres({ project, port });
    const { lines } = await runSql(
      postgres.url,
      'SELECT * FROM pg_tables WHERE tablename = $$kept$$',
    );
    expect(lines).toContain('(0 rows)');
    await postgres.stop();
    expect(isAlive(postgres.pid)).toBe(false);
  });

  it('stands beside another demo of the same project, each with data of its own', async () => {
    const project = projectFolder();
    const first = await startLocalPostgres({ project, port });
    const second = await startLocalPostgres({ project, port });
    expect(second.folder).not.toBe(first.folder);
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await write(second.url, 'CREATE TABLE own (note text)');
    const last = await openLastDemo({ project, port });
    expect(last?.url).toBe(second.url);
    await Promise.all([first.stop(), second.stop()]);
  });

  it('takes another port where its own is in use', async () => {
    const foreign = createServer();
    await new Promise<void>((resolve) => foreign.listen(port, '127.0.0.1', resolve));
    const postgres = await startLocalPostgres({ project: projectFolder(), port });
    expect(new URL(postgres.url).port).not.toBe(String(port));
    await postgres.stop();
    await new Promise((resolve) => foreign.close(resolve));
  });

  it('starts again from nothing where its data is damaged', async () => {
    const project = projectFolder();
    const first = await startLocalPostgres({ project, port });
    await first.stop();
    rmSync(join(first.folder, 'data', 'global'), { recursive: true });
    const second = await startLocalPostgres({ project, port });
    const { lines } = await runSql(second.url, 'SELECT 1 AS one');
    expect(lines).toEqual(['one', '1', '(1 row)']);
    await second.stop();
  });

  it('leaves a folder alone that it has not made', async () => {
    const project = projectFolder();
    const foreign = join(project, '.tundish', 'demo');
    mkdirSync(foreign, { recursive: true });
    writeFileSync(join(foreign, 'mine.txt'), 'not yours');
    const before = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = projectFolder();
    try {
      const postgres = await startLocalPostgres({ project, port });
      await postgres.stop();
      expect(postgres.folder.startsWith(foreign)).toBe(false);
      expect(readdirSync(foreign)).toEqual(['mine.txt']);
      expect(existsSync(join(postgres.folder, 'data'))).toBe(true);
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = before;
    }
  });
});

/** A process that ended but that nobody has waited for yet counts as ended. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
