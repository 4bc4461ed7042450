import { afterAll, expect, test } from 'vitest';
import type { Command } from '../../cli/command.ts';
import { command as apply } from '../../cli/commands/apply.ts';
import { command as migrate } from '../../cli/commands/migrate.ts';
import { command as plan } from '../../cli/commands/plan.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';
import { runCommand } from './command-run.ts';
import { changed, gitPlant, plantFiles, removeGitPlants } from './gate/git-plant.ts';

const KPI = 'products/casting/heat_kpi/heat_kpi';
const stores = ['raw', 'metrics', 'curated', 'business'].map((store) => `  ${store}: \${URL}\n`);
const environment = {
  'environments/test.yaml': `stores:\n${stores.join('')}mqtt:\n  events: mqtt://127.0.0.1\n  sensors: mqtt://127.0.0.1\n`,
};

afterAll(removeGitPlants);

describeWith('PostgreSQL 15', 'tundish migrate', () => {
  test('brings databases from one revision to the next, back, and to the end', async () => {
    const url = (await postgres15())?.url ?? '';
    const repository = gitPlant();
    const files = plantFiles();
    const unit = '        customProperties: [{ property: unit, value: K }]\n';
    const before = { ...files, ...changed(files, `${KPI}.v1.odcs.yaml`, [unit, '']) };
    await repository.commit({ ...before, ...environment });
    const run = (command: Command, ...args: readonly string[]) =>
      runCommand(command, { cwd: repository.root, env: { URL: url } }, 'test', ...args);
    expect(await run(apply)).toMatchObject({ code: 0 });
    const after = {
      ...changed(before, `${KPI}.sql`, ['h.superheat', 'h.superheat::text AS superheat']),
      ...changed(before, `${KPI}.v1.odcs.yaml`, ['logicalType: number', 'logicalType: string']),
    };
    for (const [path, text] of Object.entries(after)) repository.put(path, text);
    const refused = await run(apply);
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('tundish migrate <environment> --from');

    const sql = await run(migrate, '--from', 'HEAD', '--sql');
    expect(sql).toMatchObject({ code: 0 });
    expect(sql.out).toContain('ADD COLUMN IF NOT EXISTS "superheat__new" text');
    const asked = await run(migrate, '--from', 'HEAD');
    expect(asked).toMatchObject({
      code: 2,
      errors: 'Nothing was changed: say --yes to run these steps.\n',
    });
    expect(asked.out).toContain('      ACCESS EXCLUSIVE');
    const done = await run(migrate, '--from', 'HEAD', '--yes');
    expect(done.code).toBe(0);
    expect(done.out).toContain('nothing was left to apply');
    expect(done.out).toMatch(/Next: tundish run all test, .*--retire <store.object>\n$/);
    expect((await run(plan)).out).toContain('The databases of test are what the contracts say.');

    const down = await run(migrate, '--from', 'HEAD', '--down', '--yes');
    expect(down).toMatchObject({ code: 0 });
    expect((await run(apply)).code).toBe(1);
    expect(await run(migrate, '--from', 'HEAD', '--yes')).toMatchObject({ code: 0 });

    await expect(run(migrate, '--from', 'HEAD', '--retire', 'curated.heat')).rejects.toThrow(
      'it may be business.heat_kpi.superheat__old',
    );
    const gone = 'business.heat_kpi.superheat__old';
    const unasked = await run(migrate, '--from', 'HEAD', '--retire', gone);
    expect(unasked).toMatchObject({ code: 2 });
    expect(unasked.errors).toContain('say --yes');
    expect(await run(migrate, '--from', 'HEAD', '--retire', gone, '--yes')).toMatchObject({
      code: 0,
    });
    const store = postgresStore(url);
    const left = await store.query({
      text: `SELECT 1 FROM information_schema.columns WHERE column_name LIKE '%\\_\\_old'`,
    });
    await store.close();
    expect(left).toEqual([]);
  }, 120_000);

  test('needs to be told from where, and refuses a revision that is none', async () => {
    const repository = gitPlant();
    await repository.commit({ ...plantFiles(), ...environment });
    const run = (...args: readonly string[]) =>
      runCommand(
        migrate,
        { cwd: repository.root, env: { URL: 'postgres://127.0.0.1:1/x' } },
        ...args,
      );
    await expect(run('test')).rejects.toThrow('--from <git ref>');
    await expect(run('test', '--from', 'nowhere')).rejects.toThrow('"nowhere" does not exist');
    await expect(run('test', '--from', 'HEAD', '--phase', 'retire')).rejects.toThrow('name what');
    await expect(run('test', '--from', 'HEAD', '--down', '--retire', 'x')).rejects.toThrow(
      'no way back',
    );
  }, 60_000);
});
