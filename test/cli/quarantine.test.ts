import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { command } from '../../cli/commands/quarantine.ts';
import { validatorsByMajor } from '../../cli/roles/validators.ts';
import { buildFromDisk } from '../../cli/runtime/built-plant.ts';
import { silentLog } from '../../connectors/log.ts';
import { noCounters } from '../../ingestion/counters.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { emptyPlant, receive } from '../ingestion/etl/support/plant.ts';
import { describeWith } from '../support/services/services.ts';
import { runCommand } from './command-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'tundish-quarantine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(command, { cwd: folder }, ...args);

describeWith('PostgreSQL 15', 'tundish quarantine', () => {
  test('lists an incident, shows its messages without letting them touch the terminal, discards it', async () => {
    for (const part of ['plant.yaml', 'calendars', 'products']) {
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
    const giveUp = [
      'discard',
      'test',
      incident.fingerprint,
      '--reason',
      'a test',
      '--by',
      'm.weber',
    ];
    const discarded = await run(...giveUp);
    expect(discarded).toMatchObject({ code: 0, out: expect.stringContaining('discarded') });
    expect(await run('show', 'test', 'nosuch')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Next: tundish quarantine ls test'),
    });
    expect((await run('ls', 'test', '--settled')).out).toContain(incident.fingerprint);

    // What is settled stays so: neither verb pretends to do something to it again.
    for (const again of [giveUp, ['replay', 'test', incident.fingerprint]]) {
      expect(await run(...again)).toMatchObject({
        code: 1,
        out: '',
        errors: expect.stringContaining(`waits: ${incident.messages} discarded.`),
      });
    }
    const settled = await run('show', 'test', incident.fingerprint);
    expect(settled.out).toMatch(/discarded: a test \(m\.weber, \d{4}-\d\d-\d\dT[\d:]+Z\)/);
    expect(settled.errors).toBe('Nothing of it waits.\nNext: tundish quarantine ls test\n');

    await expect(run('ls', 'test', '--stream', 'heat.haet')).rejects.toThrow(
      "there is no stream 'heat.haet'; did you mean 'heat.heat'?",
    );
    const quiet = await run('ls', 'test', '--stream', 'plate.plate_inspection');
    expect(quiet).toMatchObject({ code: 0, errors: 'No incident.\n' });
    await expect(run('ls', 'test', 'more')).rejects.toThrow("what is 'more'?");
    await expect(run('lst', 'test')).rejects.toThrow("did you mean 'ls'?");
  });
});
