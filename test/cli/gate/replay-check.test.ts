import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { command as check } from '../../../cli/commands/check.ts';
import { buildPlant } from '../../../cli/runtime/built-plant.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { createTables } from '../../support/streams/create-tables.ts';
import { runCommand } from '../command-run.ts';
import { type PullRequest, pullRequest } from '../forge/pull-request.ts';

const schema = 'products/casting/heat/heat.v1.schema.json';
const heat = (sequence: number, superheat: number): string =>
  JSON.stringify({
    ...{ source: 'l2', sequence, heat_id: `H${String(sequence).padStart(7, '0')}`, superheat },
    ...{ cast_end: '2026-11-20T06:00:00Z', chemistry: { c: 0.04 } },
  });

describeWith('PostgreSQL 15', 'tundish check --replay', () => {
  let pull: PullRequest;
  let url: string;

  beforeEach(async () => {
    pull = pullRequest();
    cpSync(join(import.meta.dirname, '../../plants/small'), pull.folder, { recursive: true });
    const database = await postgres15();
    url = database?.url ?? '';
    const store = (server: string) =>
      `stores: {raw: "${server}", metrics: "${server}", curated: "${server}", business: "${server}"}\nmqtt: {events: "mqtt://127.0.0.1:1", sensors: "mqtt://127.0.0.1:1"}\n`;
    pull.write('environments/prod.yaml', store(`\${PROD_URL}`));
    pull.write('environments/gone.yaml', store('postgresql://127.0.0.1:1/none'));
    pull.commit('a plant');
    const text = readFileSync(join(pull.folder, schema), 'utf8');
    const free = '"Above liquidus.", "type": "number"';
    expect(text).toContain(free);
    pull.write(schema, text.replace(free, `${free}, "maximum": 60`));
  });
  afterEach(() => pull.close());

  const run = (...args: readonly string[]) =>
    runCommand(
      check,
      { cwd: pull.folder, env: { PROD_URL: url } },
      ...['--against', 'HEAD', '--no-cache', ...args],
    );

  it('tells in every form how many stored messages would fail', async () => {
    const { plan } = await buildPlant(await diskFiles(pull.folder));
    const heats = plan.datasets.find(({ kind }) => kind === 'event');
    if (heats?.kind !== 'event') throw new Error('no heats');
    await createTables(url, [heats]);
    const store = postgresStore(url);
    const identify = identifyEvents(eventRouter([heats]));
    const messages = Array.from({ length: 50 }, (_, n) => ({
      topic: 'plant/casting/c1/heat/v1',
      body: Buffer.from(heat(n + 1, n % 5 === 0 ? 75.25 : 25)),
      receivedAtMs: Date.now() - 3_600_000,
      redelivered: false,
    }));
    try {
      await rawSink({ store, worker: 'test', counters: noCounters }).write(identify(messages));
    } finally {
      await store.close();
    }
    const replay = ['--replay', '14', '--environment', 'prod'];
    const said = '10 of 50 messages of 14 days would fail: 10 maximum /superheat';
    const unbroken = (text: string) => text.replace(/\s+/g, ' ');
    const text = await run(...replay);
    expect(unbroken(text.out)).toContain(said);
    const markdown = await run(...replay, '--format', 'markdown');
    expect(unbroken(markdown.out.replaceAll('\\', '').replaceAll('`', ''))).toContain(said);
    const json = JSON.parse((await run(...replay, '--format', 'json')).out);
    expect(json.replay.streams[0]).toMatchObject({ judged: 50, failing: 10, mended: 0 });
    for (const { out, errors } of [text, markdown]) expect(out + errors).not.toContain('75.25');
  });

  it('tells all else where the store does not answer, and ends with 4', async () => {
    const replay = ['--replay', '14', '--environment', 'gone'];
    const { code, out, errors } = await run(...replay, '--format', 'markdown');
    expect(code).toBe(4);
    expect(out).toContain('not readable');
    expect(out).toContain('Stored messages: none was judged again');
    expect(errors).toContain('environments/gone.yaml');
  });

  it('has not passed where the account may not read', async () => {
    const { plan } = await buildPlant(await diskFiles(pull.folder));
    const heats = plan.datasets.find(({ kind }) => kind === 'event');
    if (heats?.kind !== 'event') throw new Error('no heats');
    await createTables(url, [heats]);
    const role = `reader_${process.pid}_${Date.now()}`;
    const store = postgresStore(url);
    const closed = new URL(url);
    closed.username = role;
    closed.password = 'x';
    try {
      await store.query({ text: `CREATE ROLE ${role} LOGIN PASSWORD 'x'` });
      await store.query({ text: `GRANT USAGE ON SCHEMA raw TO ${role}` });
      const { code, out } = await runCommand(
        check,
        { cwd: pull.folder, env: { PROD_URL: closed.href } },
        ...['--against', 'HEAD', '--no-cache', '--fail-on', 'error', '--format', 'markdown'],
        ...['--replay', '14', '--environment', 'prod'],
      );
      expect(out).toContain('| not readable |');
      expect(out).not.toContain('nothing breaks');
      expect(code).not.toBe(0);
      await store.query({ text: `DROP OWNED BY ${role}; DROP ROLE ${role}` });
    } finally {
      await store.close();
    }
  });

  it('asks the server that the base names, with the variables that it names', async () => {
    const prod = readFileSync(join(pull.folder, 'environments/prod.yaml'), 'utf8');
    const other = prod.replaceAll(`\${PROD_URL}`, `postgresql://127.0.0.1:1/\${SECRET}`);
    expect(other).not.toBe(prod);
    pull.write('environments/prod.yaml', other);
    pull.write('environments/mine.yaml', other);
    // A secret that is asked for and not set would be a usage error.
    const { code, out } = await run('--replay', '14', '--environment', 'prod', '--format', 'json');
    expect(code).not.toBe(4);
    expect(JSON.parse(out).unchecked).toContainEqual(
      expect.stringContaining('the environment of the base was asked'),
    );
    const mine = await run('--replay', '14', '--environment', 'mine', '--format', 'json');
    expect(JSON.parse(mine.out).replay).toMatchObject({ unreadable: 'all', streams: [] });
    expect(mine.out).toContain('HEAD has no environments/mine.yaml');
    expect(mine.code).not.toBe(0);
  });

  it('needs the environment that was asked for', async () => {
    await expect(run('--replay', '14', '--environment', 'nowhere')).rejects.toThrow(
      'there is no environments/nowhere.yaml',
    );
    await expect(run('--replay', '14')).rejects.toThrow('--environment');
    await expect(run('--replay', 'x', '--environment', 'prod')).rejects.toThrow('number of days');
  });
});
