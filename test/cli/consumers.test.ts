import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../cli/commands/consumers.ts';
import { runCommand } from './command-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-consumers-'));
  cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
  const agreements = join(folder, 'products/casting/heat/agreements');
  mkdirSync(agreements);
  writeFileSync(
    join(agreements, 'headquarters.heat.yaml'),
    `consumer: headquarters
team: group-controlling
contact: controlling@example.com
contract: heat
major: 1
columns: [heat_id, chemistry_c]
purpose: Monthly report of produced tonnage.
from: 2026-01-01
until: 2027-12-31
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(command, { cwd: folder }, ...args);

describe('tundish consumers', () => {
  it('tells who reads a product: columns, team, contact, how it is known, and the next step', async () => {
    const { code, out } = await run('heat');
    expect(code).toBe(0);
    expect(out).toBe(`heat is read by 2 products.

curated.heat_v1
  headquarters (group-controlling, controlling@example.com)
    columns   heat_id, chemistry_c
    known     by agreement, products/casting/heat/agreements/headquarters.heat.yaml:4:11
    purpose   Monthly report of produced tonnage.
    until     2027-12-31
  heat_kpi (casting-data)
    columns   heat_id, superheat
    known     its SQL names it, products/casting/heat_kpi/heat_kpi.sql:1:8

Observed: not measured; who reads in the databases is not measured: this is what the repository
says.
Next: tundish check --against <ref>
`);
  });

  it.each([
    ['heat.v1', ['headquarters', 'heat_kpi']],
    ['heat.heat', ['headquarters', 'heat_kpi']],
    ['curated.heat_v1', ['headquarters', 'heat_kpi']],
    ['curated.heat_v1.chemistry_c', ['headquarters']],
    ['curated.heat_v1.superheat', ['heat_kpi']],
    ['curated.heat_v1.cast_end', []],
    ['heat_kpi', []],
  ])('knows who reads %s', async (id, products) => {
    const { out } = await run(id, '--format', 'json');
    const told = JSON.parse(out) as { consumers: readonly { product: string }[] };
    expect(told.consumers.map(({ product }) => product)).toEqual(products);
  });

  it('says that nobody reads a thing', async () => {
    const { code, out } = await run('heat_kpi');
    expect([code, out]).toEqual([
      0,
      'Nobody in this repository reads heat_kpi.\nNext: tundish catalog\n',
    ]);
  });

  it.each([
    ['heta', 'heat'],
    ['heat.v2', 'heat.v1'],
    ['curated.heats_v1', 'curated.heat_v1'],
    ['curated.heat_v1.super_heat', 'curated.heat_v1.superheat'],
  ])('asks whether another id was meant: %s', async (asked, meant) => {
    await expect(run(asked)).rejects.toThrow(`did you mean '${meant}'?`);
  });

  it('needs one id and a known format', async () => {
    await expect(run()).rejects.toThrow('needs one id');
    await expect(run('heat', '--format', 'xml')).rejects.toThrow('choose text or json');
  });

  it('tells that there is no plant', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'tundish-consumers-'));
    const { code, errors } = await runCommand(command, { cwd: empty }, 'heat');
    rmSync(empty, { recursive: true });
    expect(code).toBe(3);
    expect(errors).toContain('Next: tundish check');
  });
});
