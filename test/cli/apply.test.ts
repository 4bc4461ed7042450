import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Command, CommandContext } from '../../cli/command.ts';
import { command as apply } from '../../cli/commands/apply.ts';
import { command as plan } from '../../cli/commands/plan.ts';
import { packageRoot } from '../../cli/package-root.ts';
import { UnreachableError } from '../../cli/unreachable-error.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-apply-'));
  folders.push(folder);
  for (const part of ['plant.yaml', 'calendars', 'products']) {
    cpSync(join(packageRoot(), part), join(folder, part), { recursive: true });
  }
  mkdirSync(join(folder, 'environments'));
  const stores = ['raw', 'metrics', 'curated', 'business'].map((store) => `  ${store}: \${URL}\n`);
  writeFileSync(
    join(folder, 'environments/test.yaml'),
    `stores:\n${stores.join('')}mqtt:\n  events: mqtt://127.0.0.1\n  sensors: mqtt://127.0.0.1\n`,
  );
  return folder;
}

async function run(command: Command, url: string, ...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const context: CommandContext = {
    cwd: repository(),
    env: { URL: url },
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    isTerminal: false,
    signal: new AbortController().signal,
  };
  const code = await command.run(args, context);
  return { code, out: out.join(''), err: err.join('') };
}

describeWith('PostgreSQL 15', 'tundish plan and apply', () => {
  it('show what would change, change it, and then find nothing', async () => {
    const url = (await postgres15())?.url ?? '';
    const before = await run(plan, url, 'test');
    expect(before.code).toBe(0);
    expect(before.out).toContain('  + creates the view curated.heat_v1');
    expect(before.out).toMatch(/\d+ additions\.\nNext: tundish apply test\n$/);
    const applied = await run(apply, url, 'test');
    expect(applied).toMatchObject({ code: 0, err: '' });
    expect((await run(apply, url, 'test')).out).toContain('already what the contracts say');
    expect((await run(plan, url, 'test')).out).toBe(
      'The databases of test are what the contracts say.\n',
    );
  });

  it('refuse what they do not understand, with exit code 1 and a name', async () => {
    const url = (await postgres15())?.url ?? '';
    await run(apply, url, 'test');
    const store = postgresStore(url);
    await store.query({
      text: 'ALTER TABLE curated.heat DROP CONSTRAINT heat_pkey; ALTER TABLE curated.heat ADD extra text',
    });
    await store.close();
    const refused = await run(apply, url, 'test');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('! curated.heat: the primary key');
    const planned = await run(plan, url, 'test', '--format', 'json');
    expect(planned.code).toBe(1);
    expect(JSON.parse(planned.out)).toMatchObject({
      additions: [],
      refusals: [{ object: 'curated.heat', action: 'refuse' }],
      kept: [{ object: 'curated.heat', action: 'keep' }],
    });
  });

  it('keep what no contract has, say how it goes, and drop what is named', async () => {
    const url = (await postgres15())?.url ?? '';
    await run(apply, url, 'test');
    const store = postgresStore(url);
    await store.query({ text: 'CREATE VIEW curated.heat_v0 AS SELECT 1 AS one' });
    await store.close();
    const kept =
      'kept: curated.heat_v0, a view that no contract has; tundish apply test --drop curated.heat_v0 removes it\n';
    expect((await run(plan, url, 'test')).out).toContain(kept);
    expect(await run(apply, url, 'test')).toMatchObject({ code: 0, err: '' });
    const wrong = await run(apply, url, 'test', '--drop', 'curated.heat_v1');
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toContain('curated.heat_v1: the object in the database is part of the plan');
    const dropped = await run(apply, url, 'test', '--drop', 'curated.heat_v0');
    expect(dropped.out).toContain(
      'curated:\n  - drops the view curated.heat_v0, which no contract has\n',
    );
    expect((await run(plan, url, 'test')).out).toBe(
      'The databases of test are what the contracts say.\n',
    );
  });
});

describe('tundish plan without a database', () => {
  it('says that the environment is unreachable', async () => {
    const nowhere = 'postgres://nobody:hidden@127.0.0.1:1/none';
    await expect(run(plan, nowhere, 'test')).rejects.toThrow(UnreachableError);
    await expect(run(plan, nowhere, 'test')).rejects.not.toThrow('hidden');
  });
});
