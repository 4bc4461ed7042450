import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { command } from '../../cli/commands/new.ts';
import { diskFiles } from '../../connectors/repository/disk-files.ts';
import { runCommand } from './command-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-new-'));
  cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(command, { cwd: folder }, ...args);
const read = (path: string): string => readFileSync(join(folder, 'products/casting', path), 'utf8');

/** What check says beyond the lines and rules that the output names as open. */
async function unannounced(out: string): Promise<readonly string[]> {
  const { findings } = await checkRepository(await diskFiles(folder));
  const asked = new Set(
    [...out.matchAll(/^ {2}(\S+):(\d+) /gm)].map(([, file, at]) => `${file}:${at}`),
  );
  return findings
    .filter(({ severity }) => severity !== 'info')
    .filter(({ rule, place: { file, line } }) => {
      return (
        !asked.has(`${file}:${line}`) &&
        !asked.has(`${file}:${line - 1}`) &&
        !out.includes(`(${rule})`)
      );
    })
    .map(({ rule, message }) => `${rule}: ${message}`);
}

describe('tundish new', () => {
  it('writes an event contract from flags and asks only what they do not say', async () => {
    const { code, out } = await run(
      ...[
        'product',
        'slab',
        '--domain',
        'casting',
        '--key',
        'slab_id',
        '--event-key',
        'source,sequence',
      ],
      ...[
        '--event-time',
        'cut_at',
        '--topic',
        'plant/casting/{caster}/slab/v1',
        '--unit',
        'length=m',
      ],
      ...[
        '--owner',
        'casting-data',
        '--purpose',
        'Slabs as they were cut.',
        '--field',
        'grade=string',
      ],
    );
    expect(code).toBe(0);
    expect(out).toContain('Open questions (1):');
    expect(read('slab/slab.v1.odcs.yaml')).toContain('topic: plant/casting/{caster}/slab/v1\n');
    expect(JSON.parse(read('slab/slab.v1.schema.json')).properties).toMatchObject({
      sequence: { type: 'integer' },
      cut_at: { format: 'date-time' },
      length: { type: 'number' },
      grade: { type: 'string' },
    });
    expect(await unannounced(out)).toEqual([]);
  });

  it('puts a placeholder and a question where nothing was said', async () => {
    const { out } = await run('product', 'slab', '--domain', 'casting');
    for (const about of ['eventKey', 'eventTime', 'topic']) {
      expect(read('slab/slab.v1.odcs.yaml')).toMatch(new RegExp(`${about}: .* # ASK: `));
    }
    expect(await unannounced(out)).toEqual([]);
  });

  it('writes a sensor contract with its register', async () => {
    const { out } = await run(
      ...['product', 'gauge', '--domain', 'casting', '--class', 'sensor', '--dimension', 'caster'],
      ...['--tag', 'CS_PV=m/min', '--tag', 'ML_PV=mm'],
    );
    expect(read('gauge/tags.csv')).toContain('cs_pv,CS_PV,,m/min,');
    expect(await unannounced(out)).toEqual([]);
    const bare = await run('product', 'gauge_two', '--domain', 'casting', '--class', 'sensor');
    expect(await unannounced(out + bare.out)).toEqual([]);
  });

  it('writes a computed contract over the views that it reads', async () => {
    const { out } = await run(
      ...[
        'product',
        'heats_per_grade',
        '--domain',
        'casting',
        '--class',
        'computed',
        '--from',
        'heat',
      ],
    );
    expect(read('heats_per_grade/heats_per_grade.sql')).toContain('FROM curated.heat_v1');
    expect(read('heats_per_grade/product.odps.yaml')).toContain('contractId: heat');
    expect(await unannounced(out)).toEqual([]);
    await expect(run('product', 'x', '--class', 'computed')).rejects.toThrow('--from <contract>');
    await expect(run('product', 'x', '--class', 'computed', '--from', 'nix')).rejects.toThrow(
      'no contract with that id',
    );
  });

  it('lists the files of a set that lies beside the contract', async () => {
    const set = join(folder, 'products/casting/surface/images');
    mkdirSync(set, { recursive: true });
    writeFileSync(join(set, 'a, b.png'), 'image');
    const { out } = await run(
      ...['product', 'surface', '--domain', 'casting', '--class', 'files', '--folder', './images'],
    );
    expect(read('surface/surface.csv')).toMatch(/\n"a, b\.png",5,[0-9a-f]{64},image\/png\n$/);
    expect(await unannounced(out)).toEqual([]);
  });

  it('asks at a terminal what the flags leave open, each question with its flag', async () => {
    const answers = new Map([
      ['--domain', 'rolling'],
      ['--class', 'event'],
      ['--purpose', 'Coils.'],
      ['--key', 'coil_id'],
    ]);
    const asked: string[] = [];
    const out: string[] = [];
    await command.run(['product', 'coil', '--event-time', 'coiled_at'], {
      cwd: folder,
      env: {},
      stdout: (text) => out.push(text),
      stderr: () => undefined,
      isTerminal: true,
      signal: new AbortController().signal,
      ask: async (question) => {
        const flag = /\((--[a-z-]+)/.exec(question)?.[1] ?? '';
        asked.push(flag);
        return answers.get(flag) ?? '';
      },
    });
    // The plant has one domain, so nothing is asked about it.
    expect(asked).toEqual(['--class', '--purpose', '--topic', '--event-key', '--key']);
    expect(read('coil/coil.v1.odcs.yaml')).toContain('purpose: Coils.');
    expect(read('coil/coil.v1.odcs.yaml')).toMatch(/eventKey: \[source, sequence\] # ASK/);
    expect(await unannounced(out.join(''))).toEqual([]);
  });

  it('adds a contract to a product, and refuses a second product of one id', async () => {
    const { out } = await run('contract', 'heat_note', '--product', 'heat', '--key', 'heat_id');
    expect(out).toContain("no output port for the contract 'heat_note'");
    await expect(run('product', 'heat')).rejects.toThrow('tundish new contract');
    await expect(run('contract', 'x')).rejects.toThrow('--product');
  });

  it('refuses what could be more than a name', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['produkt', 'x'],
      ['product', '../x'],
      ['product', 'x', '--class', 'evnt'],
      ['product', 'x', '--key', 'a.b'],
      ['product', 'x', '--key', '__proto__'],
      ['product', 'x', '--field', 'a=blob'],
      ['product', 'x', '--unit', 'Cel'],
    ];
    for (const args of wrong) await expect(run(...args, '--domain', 'casting')).rejects.toThrow();
  });

  it('quotes what people write', async () => {
    const purpose = 'Slabs: "cut"\n# not a comment\nid: evil';
    const { out } = await run('product', 'slab', '--domain', 'casting', '--purpose', purpose);
    expect(read('slab/product.odps.yaml')).not.toMatch(/^id: evil/m);
    expect(await unannounced(out)).toEqual([]);
  });
});
