import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Command } from '../../cli/command.ts';
import { command as check } from '../../cli/commands/check.ts';
import { command as generate } from '../../cli/commands/generate.ts';
import { command as importCommand } from '../../cli/commands/import.ts';
import { command as init } from '../../cli/commands/init.ts';
import { command as newCommand } from '../../cli/commands/new.ts';
import { command as up } from '../../cli/commands/up.ts';
import { simulate } from '../../cli/demo/simulator/simulate.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Edit, Finding } from '../../contracts/finding.ts';
import { runCommand } from '../cli/command-run.ts';
import { describeWith, mosquitto, postgres15 } from '../support/services/services.ts';
import { until } from '../support/until.ts';

const contract = 'products/casting/heat/heat.v1.odcs.yaml';

/** Heat reports of a simulated steel plant, without those that break their contract on purpose. */
function heatReports(): readonly string[] {
  const endMs = Date.UTC(2026, 9, 25, 12);
  const startMs = endMs - 24 * 3_600_000;
  const messages = [...simulate({ seed: 11, startMs, endMs, openingMs: endMs - startMs })];
  return messages
    .filter(({ stream, broken }) => stream === 'heat.heat' && !broken)
    .map(({ payload }) => payload);
}

describeWith(['PostgreSQL 15', 'Mosquitto'], "a stranger's first hour", () => {
  let home: string;
  let plant: string;
  let env: { readonly DATABASE_URL: string; readonly MQTT_URL: string };
  const reports = heatReports();

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'tundish stranger '));
    plant = join(home, 'werk');
    env = {
      DATABASE_URL: (await postgres15())?.url ?? '',
      MQTT_URL: (await mosquitto())?.url ?? '',
    };
    writeFileSync(join(home, 'heat-reports.ndjson'), `${reports.slice(0, 40).join('\n')}\n`);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const run = (command: Command, ...args: readonly string[]) =>
    runCommand(command, { cwd: plant, env }, ...args);

  async function findings(): Promise<readonly Finding[]> {
    const { out } = await run(check, '--format', 'json', '--no-cache');
    return (JSON.parse(out) as { readonly findings: readonly Finding[] }).findings;
  }

  /** Everything that check says stands at a line that the draft had asked about. */
  async function expectOnlyOpenQuestions(out: string): Promise<void> {
    const asked = new Set(
      [...out.matchAll(/^ {2}(\S+):(\d+) /gm)].map(([, file, line]) => `${file}:${line}`),
    );
    const silent = (await findings())
      .filter(({ severity }) => severity !== 'info')
      .filter(({ place: { file, line }, rule }) => {
        const isAsked = asked.has(`${file}:${line}`) || asked.has(`${file}:${line - 1}`);
        return !isAsked && !out.includes(`(${rule})`);
      });
    expect(silent).toEqual([]);
  }

  it('begins with a repository about which check has nothing to say', async () => {
    const made = await runCommand(
      init,
      { cwd: home },
      'werk',
      ...['--name', 'werk', '--time-zone', 'Europe/Berlin', '--domain', 'casting'],
    );
    expect(made.code).toBe(0);
    expect(made.out).toContain('No open questions.');
    expect(made.out).toMatch(/Next: cd werk && tundish generate\n$/);
    expect(await findings()).toEqual([]);
  });

  it('goes on with a new product, whose placeholders are its open questions', async () => {
    const { code, out } = await run(newCommand, 'product', 'slab', '--owner', 'casting-data');
    expect(code).toBe(0);
    expect(out).toContain('Open questions (');
    expect(out).toMatch(/slab\.v1\.odcs\.yaml:\d+ which members does a message that is sent twice/);
    await expectOnlyOpenQuestions(out);
  });

  it('drafts a contract from real messages, and says where it guessed', async () => {
    const { code, out } = await run(
      importCommand,
      'json',
      join(home, 'heat-reports.ndjson'),
      ...['--name', 'heat', '--topic', 'plant/casting/{caster}/heat/v1'],
      ...['--owner', 'casting-data', '--purpose', 'What a heat was.'],
      ...['--unit', 'ladle_weight=t', '--unit', 'superheat=K'],
    );
    expect(code).toBe(0);
    await expectOnlyOpenQuestions(out);
    const text = readFileSync(join(plant, contract), 'utf8');
    expect(text).toContain('eventKey: [source, sequence] # ASK: ');
    expect(text).toContain('eventTime: { field: cast_end, skew: PT5M } # ASK: ');
    expect(text).toMatch(/- name: ladle_weight # (\d+)\/\1 messages, [\d.]+\.\.[\d.]+\n/);
    expect((await run(check)).code).toBe(0);
  });

  it.each([
    ['a misspelled key', 'eventTime:', 'eventTme:', 'unknown-key'],
    [
      'an unknown unit',
      'property: unit, value: t }',
      'property: unit, value: tonnes }',
      'unit-is-ucum',
    ],
    ['a key that no message has', '[source, sequence]', '[source, sequenc]', 'field-unknown'],
  ])('makes %s, and the message leads to the remedy', async (_, right, wrong, rule) => {
    const before = readFileSync(join(plant, contract), 'utf8');
    expect(before).toContain(right);
    writeFileSync(join(plant, contract), before.replace(right, wrong));
    const [found] = (await findings()).filter((finding) => finding.rule === rule);
    expect(found?.place.file).toBe(contract);
    writeFileSync(join(plant, contract), remedied(before.replace(right, wrong), found));
    expect(readFileSync(join(plant, contract), 'utf8')).toBe(before);
  });

  it('generates, runs, and finds the messages as rows', { timeout: 120_000 }, async () => {
    expect((await run(generate)).code).toBe(0);
    expect((await run(generate, '--check')).code).toBe(0);
    const stop = new AbortController();
    const ready: string[] = [];
    const errors: string[] = [];
    const ended = up.run(['dev', '--log', 'text'], {
      cwd: plant,
      env,
      stdout: (text) => ready.push(text),
      stderr: (text) => errors.push(text),
      isTerminal: false,
      signal: stop.signal,
    });
    ended.catch(() => undefined);
    try {
      await until(() => ready.length > 0, `the plant to be up: ${errors.join('')}`, 60_000);
      const publisher = mqttPublisher({ url: env.MQTT_URL, clientId: 'stranger' });
      for (const report of reports) await publisher.publish('plant/casting/CC1/heat/v1', report);
      await publisher.close();
      const heats = new Set(reports.map((report) => JSON.parse(report).heat_id)).size;
      const store = postgresStore(env.DATABASE_URL);
      await until(
        async () => {
          const [row] = await store.query({
            text: 'SELECT count(DISTINCT heat_id)::integer AS n FROM curated.heat_v1',
          });
          return row?.n === heats;
        },
        `${heats} heats in curated.heat_v1`,
        60_000,
      );
      await store.close();
    } finally {
      stop.abort();
    }
    expect(await ended).toBe(0);
  });
});

/** The text after doing what the finding says: its fix, or the word that it says was meant. */
function remedied(text: string, finding: Finding | undefined): string {
  if (finding === undefined) return text;
  const meant = /^did you mean '(.+)'\?$/.exec(finding.hint ?? '')?.[1];
  const { endLine, endColumn, ...start } = finding.place;
  const edits: readonly Edit[] =
    finding.fix?.edits ??
    (meant === undefined || endLine === undefined || endColumn === undefined
      ? []
      : [{ place: { ...start, endLine, endColumn }, text: meant }]);
  return edits.reduce(edited, text);
}

/** Replaces a range of one line. */
function edited(text: string, { place, text: replacement }: Edit): string {
  const lines = text.split('\n');
  const line = lines[place.line - 1] ?? '';
  lines[place.line - 1] =
    line.slice(0, place.column - 1) + replacement + line.slice(place.endColumn - 1);
  return lines.join('\n');
}
