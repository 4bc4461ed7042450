import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CommandContext } from '../../cli/command.ts';
import { command } from '../../cli/commands/quarantine.ts';
import { validatorsByMajor } from '../../cli/roles/validators.ts';
import { buildFromDisk } from '../../cli/runtime/built-plant.ts';
import { silentLog } from '../../connectors/log.ts';
import { noCounters } from '../../ingestion/counters.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { emptyPlant, receive } from '../ingestion/etl/support/plant.ts';
import { describeWith } from '../support/services/services.ts';

const folder = mkdtempSync(join(tmpdir(), 'tundish-quarantine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  const context: CommandContext = {
    cwd: folder,
    env: {},
    stdout: (text) => out.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    signal: new AbortController().signal,
  };
  const code = await command.run(args, context);
  return { code, out: out.join(''), errors: errors.join('') };
}

describeWith('PostgreSQL 15', 'tundish quarantine', () => {
  test('lists an incident, shows its messages without letting them touch the terminal, discards it', async () => {
    for (const part of ['plant.yaml', 'products']) {
      cpSync(join(import.meta.dirname, '../..', part), join(folder, part), { recursive: true });
    }
    const { built, folder: build } = await buildFromDisk(folder);
    const { store, url } = await emptyPlant(built.plan);
    mkdirSync(join(folder, 'environments'), { recursive: true });
    writeFileSync(
      join(folder, 'environments/test.yaml'),
      `stores: {raw: "${url}", metrics: "${url}", curated: "${url}", business: "${url}"}\nmqtt: {events: "mqtt://127.0.0.1:1", sensors: "mqtt://127.0.0.1:1"}\n`,
    );
    const plan = built.plan.datasets.find((dataset) => dataset.id === 'heat.heat');
    if (plan?.kind !== 'event') throw new Error('the plant has heats');
    await receive(store, [{ payload: { heat_id: 'H\u001b[31m1' } }, { payload: { heat_id: 2 } }]);
    const step = curatedStep({
      plan,
      raw: store,
      curated: store,
      validators: await validatorsByMajor(build, plan.majors),
      log: silentLog,
      counters: noCounters,
    });
    await step.runOnce();

    const listed = await run('ls', 'test', '--format', 'json');
    expect(listed.code).toBe(0);
    const [incident] = JSON.parse(listed.out);
    expect(incident).toMatchObject({ stream: 'heat.heat', byState: { open: incident.messages } });
    const shown = await run('show', 'test', incident.fingerprint);
    expect(shown.out).toContain(incident.rule);
    expect(shown.out).not.toContain('\u001b');
    const replayed = await run('replay', 'test', incident.fingerprint);
    expect(replayed).toMatchObject({ code: 1, out: expect.stringContaining('still break') });
    await expect(run('discard', 'test', incident.fingerprint)).rejects.toThrow('--reason');
    const discarded = await run('discard', 'test', incident.fingerprint, '--reason', 'a test');
    expect(discarded).toMatchObject({ code: 0, out: expect.stringContaining('discarded') });
    expect((await run('show', 'test', 'nosuch')).code).toBe(1);
    expect((await run('ls', 'test', '--settled')).out).toContain(incident.fingerprint);
  });
});
