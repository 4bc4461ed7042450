import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { command } from '../../cli/commands/import.ts';
import { command as replay } from '../../cli/commands/replay.ts';
import { exampleFile } from '../../cli/environment-file.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { runCommand } from './command-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-import-'));
  cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
  mkdirSync(join(folder, 'samples'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  runCommand(command, { cwd: folder }, ...args, '--domain', 'casting');
const sample = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, 'samples', name), content);
  return `samples/${name}`;
};
const read = (path: string): string => readFileSync(join(folder, 'products/casting', path), 'utf8');

async function errors(): Promise<readonly string[]> {
  const { findings } = await checkRepository(await diskFiles(folder));
  return findings.flatMap(({ severity, rule }) => (severity === 'error' ? [rule] : []));
}

const message = (at: number) => ({ device: 'd1', seq: at, slab_id: `S${at}`, length: 4.5 + at });

describe('tundish import', () => {
  it('names the kinds, the one that was meant and the options of each', async () => {
    await expect(run('jsn')).rejects.toThrow("did you mean 'json'?");
    expect(command.usage).toContain('taglist');
    expect(await command.usageOf?.(['csv'])).toContain('--layout');
  });

  it('refuses a folder without a plant', async () => {
    rmSync(join(folder, 'plant.yaml'));
    await expect(run('json', sample('a.json', '{}'))).rejects.toThrow('tundish init');
  });

  it('never replaces a file that is not named', async () => {
    const source = sample('slab.json', JSON.stringify(message(1)));
    await run('json', source);
    const before = read('slab/slab.v1.odcs.yaml');
    await expect(run('json', source, '--topic', 'plant/x/v1')).rejects.toThrow(
      '--force products/casting/slab/slab.v1.odcs.yaml',
    );
    expect(read('slab/slab.v1.odcs.yaml')).toBe(before);
    const { out } = await run(
      'json',
      source,
      ...['--topic', 'plant/x/v1', '--force', 'products/casting/slab/slab.v1.odcs.yaml'],
    );
    expect(out).toContain('Files written (1), 1 file as before');
    expect(read('slab/slab.v1.odcs.yaml')).toContain('topic: plant/x/v1');
  });

  it('writes through no link', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'tundish-outside-'));
    symlinkSync(outside, join(folder, 'products/casting/slab'));
    const source = sample('slab.json', JSON.stringify(message(1)));
    await expect(run('json', source)).rejects.toThrow('products/casting/slab is a link, or a file');
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  it('adds a contract to a product and says which port is missing', async () => {
    const { out } = await run('json', sample('x.json', '{"a":1}'), '--product', 'heat');
    expect(out).toContain("has no output port for the contract 'x' yet");
    expect(read('heat/x.v1.schema.json')).toContain('"a"');
    await expect(
      runCommand(
        command,
        { cwd: folder },
        'json',
        'samples/x.json',
        '--product',
        'heat',
        '--domain',
        'rolling',
      ),
    ).rejects.toThrow("in the domain 'casting'");
  });
});

describe('tundish import json', () => {
  it('reads one message, NDJSON, an array of messages and folders alike', async () => {
    const three = [1, 2, 3].map(message);
    sample('m1.json', JSON.stringify(three[0]));
    sample('m2.ndjson', `${JSON.stringify(three[1])}\n\n${JSON.stringify(three[2])}\r\n`);
    const all = await run('json', 'samples', '--name', 'a');
    expect(all.out).toContain('Drawn from 3 messages of 2 files.');
    const array = await run('json', sample('all.json', JSON.stringify(three)), '--name', 'b');
    expect(array.out).toContain("the array's items were taken as messages");
    expect(read('a/a.v1.schema.json').replaceAll('"a.v1', '"b.v1').replace('"A"', '"B"')).toBe(
      read('b/b.v1.schema.json'),
    );
    const packet = await run('json', 'samples/all.json', '--name', 'c', '--array', 'message');
    expect(packet.out).toContain('Drawn from 1 message of 1 file.');
    expect(JSON.parse(read('c/c.v1.schema.json')).type).toBe('array');
    expect(await errors()).toEqual([]);
  });

  it('ends with losses, files, questions with their lines, and what is next', async () => {
    const { code, out } = await run('json', sample('s.json', '{"a.b":1,"id":1,"t":2.5}'));
    expect(code).toBe(0);
    expect(out).toMatch(/Lost in translation \(1\):\n.*\n {2}member 'a\.b' .*in raw only/);
    expect(out).toMatch(/Files written \(3\):\n/);
    const lines = read('s/s.v1.odcs.yaml').split('\n');
    const asked = [...out.matchAll(/s\.v1\.odcs\.yaml:(\d+) (.+)/g)];
    expect(asked.length).toBeGreaterThan(4);
    for (const [, line, text] of asked) expect(lines[Number(line) - 1]).toContain(text);
    expect(out).toMatch(/Next: tundish check, after answering them\n$/);
  });

  it('counts a resend once and survives any depth', async () => {
    const one = JSON.stringify(message(1));
    const { out } = await run('json', sample('r.ndjson', `${one}\n${one}\n`), '--name', 'r');
    expect(out).toContain('1 message came twice, byte for byte');
    const deep = `{"id":1,"deep":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect((await run('json', sample('d.json', deep), '--name', 'd')).code).toBe(0);
    expect(await errors()).toEqual([]);
  });

  it('says what is no message, without showing it', async () => {
    const broken = sample('b.ndjson', '{"a":1}\n{"secret":"hunter2"\n');
    await expect(run('json', broken)).rejects.toThrow(/^samples\/b\.ndjson:2 is not JSON/);
    await expect(run('json', broken)).rejects.not.toThrow('hunter2');
    await expect(run('json', sample('n.json', '[1,2]'))).rejects.toThrow('neither all objects');
    await expect(run('json', sample('l.json', new Uint8Array([0xff, 0x31])))).rejects.toThrow(
      'UTF-8',
    );
    await expect(run('json', sample('e.json', '  '))).rejects.toThrow('no message');
    await expect(run('json', 'nowhere.json')).rejects.toThrow("no file or folder 'nowhere.json'");
  });
});

describe('tundish import csv', () => {
  it('recognises delimiter, decimal comma, encoding and times of a wide historian export', async () => {
    const text = [
      'Zeit;Gie\u00dfgeschwindigkeit [m/min];Temperatur [\u00b0C];Druck (bar)',
      '31.12.2025 23:59:00;1,25;1.523,5;2,1',
      '31.12.2025 23:59:01;1,26;;2,2',
    ].join('\r\n');
    const { out } = await run('csv', sample('historian.csv', Buffer.from(text, 'latin1')));
    expect(out).toContain("delimiter ';', decimal comma, Windows-1252");
    expect(out).toMatch(/times of 'Zeit' .*ISO 8601/);
    expect(read('historian/tags.csv')).toContain(
      'giessgeschwindigkeit,Gie\u00dfgeschwindigkeit [m/min],,m/min,',
    );
    const contract = read('historian/historian.v1.odcs.yaml');
    expect(contract).toContain('class: sensor');
    expect(contract).toContain('zone: Europe/Berlin');
    expect(await errors()).toEqual([]);
  });

  it('leaves beside the contract how replay sends the rows', async () => {
    mkdirSync(join(folder, 'environments'));
    writeFileSync(join(folder, 'environments/dev.yaml'), exampleFile);
    const wide =
      'Zeit;Tempo [m/min];Druck (bar);Temp (°C)\n31.12.2025 23:59:00;1,25;2,1;-\n31.12.2025 23:59:01;1,25;2,1;9,5\n';
    const rows = 'Coil No,Weight (kg),At\n0001,1.50,2026-01-01T00:00:00Z\n';
    const replayed = async (name: string, text: string) => {
      const source = sample(`${name}.csv`, text);
      await run('csv', source, '--owner', 'casting-data');
      const env = { DATABASE_URL: 'postgresql://h/d', MQTT_URL: 'mqtt://h' };
      const args = [source, '--stream', name, '--env', 'dev', '--dry-run'];
      return (await runCommand(replay, { cwd: folder, env }, ...args)).out;
    };
    const samples = await replayed('historian', wide);
    expect(samples).toContain('"tag":"Tempo [m/min]","value":1.25');
    expect(samples).toContain('"zeit":"2025-12-31T23:59:00');
    const records = await replayed('coils', rows);
    expect(records).toContain('{"coil_no":"0001","weight":1.50,"at":"2026-01-01T00:00:00Z"}');
  });

  it('draws records up as messages, leading zeros and headers with units kept', async () => {
    const text =
      'Coil No,Weight (kg),OK,At\n0001,1.5,true,2026-01-01T00:00:00Z\n0002,,false,2026-01-02T00:00:00Z\n';
    await run('csv', sample('coils.csv', text));
    expect(JSON.parse(read('coils/coils.v1.schema.json'))).toMatchObject({
      required: ['coil_no', 'ok', 'at'],
      properties: {
        coil_no: { type: 'string' },
        weight: { type: 'number' },
        ok: { type: 'boolean' },
        at: { format: 'date-time' },
      },
    });
    expect(read('coils/coils.v1.odcs.yaml')).toContain('{ property: unit, value: kg }');
    expect(await errors()).toEqual([]);
  });

  it('counts what is no row, and refuses what is no table', async () => {
    const { out } = await run('csv', sample('r.csv', 'a,b,c\n1,2,3\n1,2\n"x,y",2,3\n'));
    expect(out).toContain('more or fewer cells than the header');
    await expect(run('csv', sample('n.csv', 'only a header'))).rejects.toThrow('no table');
    await expect(run('csv', 'samples/r.csv', '--layout', 'wide')).rejects.toThrow('is not wide');
  });
});

describe('tundish import taglist', () => {
  const list = [
    'Messstelle;Beschreibung;Einheit;MB Anfang;MB Ende;Alarm HH;Abtastzeit [ms]',
    'CS_PV;Gie\u00dfgeschwindigkeit;m/min;0;2,5;2,4;1000',
    'ML_PV;"Spiegel; Kokille";mm;20;200;;500',
  ].join('\n');

  it('reads German headers and remembers which column was what', async () => {
    const { out } = await run('taglist', sample('strang.csv', list));
    expect(out).toContain("alias from 'Messstelle', description from 'Beschreibung'");
    expect(out).toContain("column 'Alarm HH'");
    expect(read('strang/tags.csv')).toBe(
      'id,alias,description,unit,minimum,maximum,sampling,valid_from\n' +
        'cs_pv,CS_PV,Gie\u00dfgeschwindigkeit,m/min,0,2.5,PT1S,\n' +
        'ml_pv,ML_PV,Spiegel; Kokille,mm,20,200,PT0.5S,\n',
    );
    expect(read('strang/taglist.mapping.yaml')).toContain('minimum: "MB Anfang"');
    expect(await errors()).toEqual([]);
  });

  it('takes the remembered mapping, and names a column that is gone', async () => {
    const source = sample('strang.csv', list);
    await run('taglist', source);
    const mapping = join(folder, 'products/casting/strang/taglist.mapping.yaml');
    writeFileSync(mapping, 'alias: Messstelle\ndescription: Beschreibng\n');
    await expect(run('taglist', source)).rejects.toThrow("did you mean 'Beschreibung'?");
  });

  it('prints the difference the second time and gives a recalibrated tag a new row', async () => {
    const source = sample('strang.csv', list);
    await run('taglist', source);
    expect((await run('taglist', source)).out).toContain('The register says what the list says.');
    sample('strang.csv', `${list.replace('0;2,5', '0;3')}\nNEW;Neu;bar;0;10;;\n`);
    const waiting = await run('taglist', source);
    expect(waiting.out).toContain('~ cs_pv: maximum 2.5 \u2192 3');
    expect(waiting.out).toContain('+ new (NEW)');
    expect(waiting.out).toContain('nobody said since when they hold: cs_pv');
    const { out } = await run('taglist', source, '--valid-from', '2026-03-01T06:00:00Z');
    expect(out).toContain('~ cs_pv');
    const rows = read('strang/tags.csv').split('\n');
    expect(rows).toContain(
      'cs_pv,CS_PV,Gie\u00dfgeschwindigkeit,m/min,0,3,PT1S,2026-03-01T06:00:00Z',
    );
    expect(rows).toContain('cs_pv,CS_PV,Gie\u00dfgeschwindigkeit,m/min,0,2.5,PT1S,');
    expect(rows).toContain('new,NEW,Neu,bar,0,10,,');
    expect(await errors()).toEqual([]);
    expect((await run('taglist', source)).out).toContain('The register says what the list says.');
  });

  it('asks which column names the tag where none does', async () => {
    await expect(run('taglist', sample('x.csv', 'foo;bar\n1;2\n'))).rejects.toThrow(
      'taglist.mapping.yaml with the line alias: <column>',
    );
  });
});
