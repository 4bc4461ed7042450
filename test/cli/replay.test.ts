import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { command as replay } from '../../cli/commands/replay.ts';
import { UnreachableError } from '../../cli/unreachable-error.ts';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { energyMessages } from '../prove/real-input/replay-messages.ts';
import type { MosquittoOptions } from '../support/services/mosquitto-server.ts';
import { describeWith, mosquitto } from '../support/services/services.ts';
import { until } from '../support/until.ts';
import { runCommand } from './command-run.ts';

const conformance = process.env.TUNDISH_CONFORMANCE;
const folders: string[] = [];
const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A plant with the given files beside its own. */
function repository(files: Readonly<Record<string, string>>, plant = 'small'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-replay-'));
  folders.push(folder);
  cpSync(join(import.meta.dirname, '../plants', plant), folder, { recursive: true });
  const url = 'postgresql://127.0.0.1:1/none';
  const all = {
    'environments/local.yaml': `stores: {raw: "${url}", metrics: "${url}", curated: "${url}", business: "${url}"}\nmqtt:\n  events: \${MQTT_URL}\n  sensors: \${MQTT_URL}\n`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const header = 'source,sequence,heat_id,cast_end,superheat,chemistry.c\n';
const heatMapping = 'products/casting/heat/heat.replay.yaml';
const strandMapping = 'products/casting/strand/strand.replay.yaml';

function dryRun(cwd: string, file: string, stream: string, ...more: readonly string[]) {
  return runCommand(replay, { cwd }, file, '--stream', stream, '--dry-run', ...more);
}

/** The first message of a dry run. */
async function firstOf(cwd: string, file: string, stream = 'heat.heat', ...more: string[]) {
  const { out, errors } = await dryRun(cwd, file, stream, '--topic', 'caster=c1', ...more);
  const json = /\n {2}([[{].*)\n/.exec(out)?.[1];
  if (json === undefined) throw new Error(`no message: ${out}${errors}`);
  return json;
}

describe('a replay that only tries', () => {
  it('takes columns by the names of members, with the digits as they are', async () => {
    const cwd = repository({
      'heats.csv': `${header}l2,1,H0000001,2026-05-04T06:12:00Z,24.50,0.1230\n`,
    });
    const { code, out, errors } = await dryRun(cwd, 'heats.csv', 'heat', '--topic', 'caster=c1');
    expect(code).toBe(0);
    expect(out).toContain('  plant/casting/c1/heat/v1\n');
    expect(out).toContain(
      '{"source":"l2","sequence":1,"heat_id":"H0000001","cast_end":"2026-05-04T06:12:00Z","superheat":24.50,"chemistry":{"c":0.1230}}',
    );
    expect(out).toMatch(/Nothing was left out\.\nNext: tundish replay heats\.csv --stream heat/);
    expect(errors).toContain('columns are taken by the names of members');
  });

  it('names the lines that the contract refuses, with reason, and how many alike', async () => {
    const row = (sequence: string, superheat: string): string =>
      `l2,${sequence},H0000001,2026-05-04T06:12:00Z,${superheat},0.1\n`;
    const cwd = repository({
      'heats.csv': `${header}${row('1', '"24,5"')}${row('0', '1')}${row('2', '"25,5"')}${row('3', '1')}l2,4\n`,
    });
    const { code, out } = await dryRun(cwd, 'heats.csv', 'heat', '--topic', 'caster=c1');
    expect(code).toBe(1);
    expect(out).toContain('  fit      1 messages');
    expect(out).toContain('  refused  4 by the contract');
    expect(out).toMatch(/line 2: \/superheat: .*number.* \(and 1 more\)/);
    expect(out).toMatch(/line 3: \/sequence: /);
    expect(out).toContain('line 6: has 2 cells where the file has 6 columns');
    expect(out).not.toContain('24,5');
  });

  it('reads what the mapping says: delimiter, decimal comma, names, times with zone', async () => {
    const cwd = repository({
      [heatMapping]: `delimiter: ";"
decimal: ","
empty: ["-"]
members:
  sequence: Nr
  heat_id: Schmelze
  cast_end: { column: Giessende, time: DD.MM.YYYY HH:mm:ss, zone: Europe/Berlin }
  superheat: Ueberhitzung
  chemistry.c: C
constants: { source: l2 }
topic: { caster: Anlage }
`,
      'heats.csv':
        'Nr;Schmelze;Giessende;Ueberhitzung;C;Anlage\n007;H0000001;04.05.2026 08:12:00;-0,50;,12;c1\n8;H0000002;25.10.2026 02:30:00;1;1;c1\n9;H0000003;29.03.2026 02:30:00;1;1;c1\n10;H0000004;29.03.2026;1;-;a/b\n',
    });
    const { out } = await dryRun(cwd, 'heats.csv', 'heat');
    expect(out).toContain(
      '{"sequence":7,"heat_id":"H0000001","cast_end":"2026-05-04T06:12:00Z","superheat":-0.50,"chemistry":{"c":0.12},"source":"l2"}',
    );
    expect(out).toMatch(/line 3: column Giessende is a time that the clocks .* showed twice/);
    expect(out).toMatch(/line 4: column Giessende is a time that the clocks .* skipped/);
    expect(out).toContain('line 5: has a value for {caster} that no topic level can hold');
  });

  it('makes samples of columns that are tags', async () => {
    const cwd = repository({
      [strandMapping]: `members: { time: { column: t, time: unix } }
constants: { caster: c1, strand: 1 }
tags: all
`,
      'strand.csv': 't,CS_PV,ML_PV\n1777875120.5,1.20,102\n1777875121,,103\n',
    });
    const { out } = await dryRun(cwd, 'strand.csv', 'strand');
    expect(out).toContain('  fit      3 messages');
    expect(out).toContain(
      '{"time":"2026-05-04T06:12:00.5Z","caster":"c1","strand":1,"tag":"CS_PV","value":1.20}',
    );
  });

  it('sends lines of JSON as they are written, or takes members out of them', async () => {
    const line =
      '{"source": "l2", "sequence": 1, "heat_id": "H0000001", "cast_end": "2026-05-04T06:12:00Z", "superheat": 24.50, "chemistry": {"c": 0.1}}';
    const cwd = repository({ 'heats.ndjson': `${line}\n{"no": json}\n` });
    expect(await firstOf(cwd, 'heats.ndjson')).toBe(line);
    const mapped = repository({
      'm.yaml':
        'members: {source: a.s, sequence: n, heat_id: h, cast_end: t, superheat: s, chemistry.c: c}\n',
      'x.jsonl':
        '{"a":{"s":"l2"},"n":1,"h":"H0000001","t":"2026-05-04T06:12:00Z","s":0.12345678901234567890,"c":0.5}\n',
    });
    expect(await firstOf(mapped, 'x.jsonl', 'heat', '--mapping', 'm.yaml')).toContain(
      '"superheat":0.12345678901234567890',
    );
  });

  it('reads Parquet with its types', async () => {
    const cwd = repository({
      [heatMapping]:
        'members: { chemistry.c: small, heat_id: { column: heat_id, values: { "1": H0000001 } } }\n',
    });
    const file = join(import.meta.dirname, '../connectors/files/parquet/values-snappy.parquet');
    expect(await firstOf(cwd, file)).toBe(
      '{"chemistry":{"c":1.50},"heat_id":"H0000001","source":"l2","sequence":1,"cast_end":"2026-05-04T06:12:00.123456Z","superheat":24.1}',
    );
  });

  it('says what does not fit, where it stands and what to do', async () => {
    const file = { 'heats.csv': `${header}l2,1,H0000001,2026-05-04T06:12:00Z,24.5,0.1\n` };
    const messageOf = async (mapping: string, stream = 'heat') => {
      const cwd = repository({ ...file, ...(mapping === '' ? {} : { [heatMapping]: mapping }) });
      const { code, errors } = await dryRun(cwd, 'heats.csv', stream);
      expect(code).toBe(2);
      return errors;
    };
    expect(await messageOf('')).toContain('needs a {caster}: say --topic caster=<value>');
    expect(await messageOf('members: { superheat: superhaet }\n')).toMatch(
      /heat\.replay\.yaml:1:12: the file has no column 'superhaet'; did you mean 'superheat'/,
    );
    expect(await messageOf('members: { superhaet: superheat }\n')).toContain(
      "heat.heat has no member 'superhaet'; did you mean 'superheat'",
    );
    expect(await messageOf('membres: {}\n')).toContain(
      "heat.replay.yaml:1:1: unknown key 'membres'; did you mean 'members'?",
    );
    expect(
      await messageOf('members: { cast_end: { column: cast_end, time: YYYY-MM-DD } }\n'),
    ).toContain('add zone, for example zone: Europe/Berlin');
    await expect(dryRun(repository(file), 'heats.csv', 'haet')).rejects.toThrow(
      "there is no stream 'haet'; did you mean",
    );
    await expect(dryRun(repository(file), 'heats.xls', 'heat')).rejects.toThrow('.parquet');
  });
});

/** What arrives at a broker, in order. */
async function listening(url: string, filter: string) {
  const bodies: string[] = [];
  const topics = new Set<string>();
  const source = mqttEventSource({ url, clientId: `test-${Math.random()}`, filters: [filter] });
  await source.start((delivery) => {
    bodies.push(Buffer.from(delivery.message.body).toString());
    topics.add(delivery.message.topic);
    setImmediate(() => source.settle([delivery]));
  });
  endings.push(async () => {
    await source.pause();
    await source.stop();
  });
  return { bodies, topics };
}

const heats = (count: number): string =>
  Array.from(
    { length: count },
    (_, n) =>
      `l2,${n + 1},H${String(n % 10_000_000).padStart(7, '0')},2026-05-04T06:12:${String(n % 60).padStart(2, '0')}Z,24.5,0.1\n`,
  ).join('');

describeWith('Mosquitto', 'a replay to a broker', () => {
  it('sends every row once, also where the broker dies in the middle', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({ 'heats.csv': header + heats(30_000) });
    const { bodies } = await listening(broker.url, 'plant/casting/+/heat/v1');
    const running = runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url } },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'],
    );
    await until(() => bodies.length > 2_000, 'first messages');
    await broker.kill();
    await broker.start();
    const { code, out } = await running;
    expect(code).toBe(0);
    expect(out).toContain('  sent     30,000 messages, each acknowledged by the broker');
    expect(out).toContain('Next: tundish status local');
    const sequences = (): ReadonlySet<number> =>
      new Set(bodies.map((body) => (JSON.parse(body) as { sequence: number }).sequence));
    // What the broker held for its subscriber died with it; what came after it is all there.
    await until(() => sequences().has(30_000), 'the last message');
    const arrived = sequences();
    expect(Array.from({ length: 2_000 }, (_, n) => 30_000 - n).every((n) => arrived.has(n))).toBe(
      true,
    );
  });

  it('keeps the times of the file, as much faster as is asked', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({ 'heats.csv': header + heats(11) });
    const { bodies } = await listening(broker.url, 'plant/casting/+/heat/v1');
    const startedMs = Date.now();
    const { code } = await runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url } },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1', '--speed', '20'],
    );
    expect(code).toBe(0);
    expect(Date.now() - startedMs).toBeGreaterThan(500);
    await until(() => bodies.length === 11, 'all messages');
  });

  it('that is interrupted says from where to go on', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({ 'heats.csv': header + heats(11) });
    const stop = new AbortController();
    const env = { MQTT_URL: broker.url };
    const args = ['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'];
    const { bodies } = await listening(broker.url, 'plant/casting/+/heat/v1');
    const running = runCommand(
      replay,
      { cwd, env, signal: stop.signal },
      ...[...args, '--speed', '1'],
    );
    await until(() => bodies.length === 1, 'the first message');
    stop.abort();
    const { code, out } = await running;
    expect(code).toBe(3);
    const from = Number(/--from-line (\d+)\n$/.exec(out)?.[1]);
    expect(from).toBeGreaterThan(2);
    const sent = bodies.length;
    await runCommand(replay, { cwd, env }, ...args, '--from-line', String(from));
    await until(() => bodies.length >= 11, 'the rest');
    expect(sent + 1).toBe(from - 1);
    expect(bodies.length).toBe(11);
  });

  it('that is interrupted while the broker is away ends, and says what has not arrived', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({ 'heats.csv': header + heats(30_000) });
    const stop = new AbortController();
    const { bodies } = await listening(broker.url, 'plant/casting/+/heat/v1');
    const running = runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url }, signal: stop.signal },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'],
    );
    await until(() => bodies.length > 1_000, 'first messages');
    await broker.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop.abort();
    const { code, out } = await running;
    expect(code).toBe(3);
    const from = Number(/--from-line (\d+)\n$/.exec(out)?.[1]);
    expect(from).toBeGreaterThan(1_000);
    expect(from).toBeLessThan(30_002);
    await broker.start();
  });

  it.skipIf(conformance === undefined || !existsSync(join(conformance, 'data/plant')))(
    'of real plant data is what was written by hand before (TUNDISH_CONFORMANCE)',
    async () => {
      const broker = await mosquitto();
      if (broker === undefined) throw new Error('no broker');
      const folder = join(conformance ?? '', 'data/plant');
      const cwd = repository({}, 'conformance');
      const expected = energyMessages(folder);
      const { bodies, topics } = await listening(broker.url, 'conformance/energy/+/energy_kr/v1');
      const { code, out } = await runCommand(
        replay,
        { cwd, env: { MQTT_URL: broker.url } },
        join(folder, 'steel_industry_energy.csv'),
        ...['--stream', 'energy_kr', '--env', 'local'],
      );
      expect(out).toContain('sent     35,040 messages');
      expect(code).toBe(0);
      await until(() => bodies.length === expected.length, 'all messages', 25_000);
      expect([...topics]).toEqual([expected[0]?.topic]);
      const plain = (text: string): unknown => JSON.parse(text);
      expect(bodies.map(plain)).toEqual(expected.map(({ payload }) => plain(payload)));
    },
    60_000,
  );
});

describeWith('Mosquitto', 'a replay to a broker that does not take everything', () => {
  const run = async (options: MosquittoOptions, csv: string) => {
    const broker = await mosquitto(options);
    if (broker === undefined) throw new Error('no broker');
    endings.push(() => broker.stop());
    const cwd = repository({ 'heats.csv': csv });
    return runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url } },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'],
    );
  };
  const wide = (source: string): string => header + heats(3).replace('l2,2,', `${source},2,`);

  it('ends where it is not authorised, and claims nothing', async () => {
    const { code, out } = await run({ acl: 'topic read #\n' }, header + heats(3));
    expect(code).toBe(4);
    expect(out).toContain('  sent     0 messages');
    expect(out).toMatch(/Ended early: the broker refused it: not authorized \(code 135\)/);
    expect(out).toMatch(/--topic caster=c1 --from-line 2\n$/);
  });

  it('refuses the line whose message is too large, and sends the others', async () => {
    const message =
      '{"source":"l2","sequence":1,"heat_id":"H0000000","cast_end":"2026-05-04T06:12:00Z","superheat":24.5,"chemistry":{"c":0.1}}';
    const packet = 3 + 2 + 'plant/casting/c1/heat/v1'.length + 2 + 1 + message.length;
    for (const limit of [`message_size_limit ${message.length}`, `max_packet_size ${packet}`]) {
      const { code, out } = await run({ lines: [limit] }, wide('x'.repeat(3)));
      expect(code).toBe(1);
      expect(out).toContain('  sent     2 messages');
      expect(out).toMatch(/line 3: the broker refused it: packet too large/);
    }
  });

  it('tells that nobody listens', async () => {
    const { code, out } = await run({}, header + heats(3));
    expect(code).toBe(0);
    expect(out).toContain('Nobody listens: the broker found no subscriber for 3 of them');
    expect(out).toMatch(/Next: tundish up local\n$/);
  });

  it('keeps to what the broker takes at a time', async () => {
    const { code, out } = await run({ maxInflight: 5 }, header + heats(2_000));
    expect(code).toBe(0);
    expect(out).toContain('  sent     2,000 messages');
  });
});

describeWith('Mosquitto', 'a replay of a file that cannot be read to its end', () => {
  it('tells what was sent, and from where to go on', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({ 'heats.csv': `${header + heats(20_000)}l2,1,"open\n` });
    const { code, out } = await runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url } },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'],
    );
    expect(code).toBe(3);
    const sent = Number(/sent +([\d,]+) messages/.exec(out)?.[1]?.replace(',', ''));
    const from = Number(/--from-line (\d+)\n$/.exec(out)?.[1]);
    expect(sent).toBeGreaterThan(0);
    expect(from).toBe(sent + 2);
    expect(out).toContain('the quoted cell that begins in line 20002 has no end');
  });
});

describeWith('Mosquitto', 'a replay by the times of the file', () => {
  it('announces a gap of months instead of sending over it', async () => {
    const broker = await mosquitto();
    if (broker === undefined) throw new Error('no broker');
    const cwd = repository({
      'heats.csv': header + heats(2).replace('l2,2,H0000001,2026-05', 'l2,2,H0000001,2026-09'),
    });
    const stop = new AbortController();
    const { bodies } = await listening(broker.url, 'plant/casting/+/heat/v1');
    setTimeout(() => stop.abort(), 1_500);
    const { code, out, errors } = await runCommand(
      replay,
      { cwd, env: { MQTT_URL: broker.url }, signal: stop.signal },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1', '--speed', '1'],
    );
    expect(bodies.length).toBe(1);
    expect(code).toBe(3);
    expect(errors).toContain('the message of line 3 is due in 123 d');
    expect(out).toMatch(/--from-line 3\n$/);
  });
});

describe('a replay without its broker', () => {
  it('names it and sends nothing', async () => {
    const cwd = repository({ 'heats.csv': header + heats(1) });
    const env = { MQTT_URL: 'mqtt://u:hidden@127.0.0.1:1' };
    const running = runCommand(
      replay,
      { cwd, env },
      ...['heats.csv', '--stream', 'heat', '--topic', 'caster=c1'],
    );
    await expect(running).rejects.toBeInstanceOf(UnreachableError);
    await expect(running).rejects.toThrow('environments/local.yaml:3:3  mqtt.events');
    await expect(running).rejects.not.toThrow('hidden');
  });
});
