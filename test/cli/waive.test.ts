import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../cli/command.ts';
import { command as waive } from '../../cli/commands/waive.ts';
import { withWaiver } from '../../cli/waive/add-waiver.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { smallPlant } from '../contracts/small-plant.ts';
import { runCommand } from './command-run.ts';

const entry = {
  rule: 'unit-changed',
  at: 'heat.v1/heat.weight',
  reason: 'the scale shows "kg": mended in spring',
  owner: 'a.ivanov',
  until: '2027-01-31',
};

describe('a waiver is added to the text of a file', () => {
  const cases: Readonly<Record<string, string>> = {
    'a list at the margin':
      'waivers:\n- rule: a\n  at: b # remark\n  reason: c\n  owner: d\n  until: "2027-01-01"\n',
    'a list further in':
      '# kept\nwaivers:\n    - rule: a # first\n      at: b\n      reason: |\n        in\n        lines\n      owner: d\n      until: "2027-01-01"\n\n# the end\n',
    'a last line without an end':
      'waivers:\n  - { rule: a, at: b, reason: c, owner: d, until: "2027-01-01" }',
    'a list in brackets':
      'waivers: [ { rule: a, at: b, reason: c, owner: d, until: "2027-01-01" } ] # one\n',
    'an empty list': 'waivers: [] # none yet\n',
    'a key without a value': 'waivers:\n# none yet\n',
    'a remark alone': '# none yet\n',
  };
  it.each(Object.entries(cases))('%s', (_name, text) => {
    const after = withWaiver(text, entry) ?? '';
    const before = (parse(text) as { waivers?: unknown[] } | null)?.waivers ?? [];
    expect(parse(after)).toEqual({ waivers: [...before, entry] });
    for (const comment of text.match(/# .*/g) ?? []) expect(after).toContain(comment);
    for (const line of text.split('\n').filter((each) => /- rule|reason|lines/.test(each))) {
      expect(after).toContain(line.replace(/ *\].*$/, ''));
    }
  });

  it('refuses a file that holds something else', () => {
    expect(withWaiver('- rule: a\n', entry)).toBeUndefined();
    expect(withWaiver('waivers: all\n', entry)).toBeUndefined();
    expect(withWaiver('waivers: [\n', entry)).toBeUndefined();
  });
});

describe('tundish waive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tundish waive '));
  const file = join(folder, 'products/casting/heat/waivers.yaml');
  const inDays = (days: number) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const run = (...args: readonly string[]) => runCommand(waive, { cwd: folder }, ...args);
  const good = ['--until', inDays(60), '--reason', 'the scale is mended in spring'];

  beforeEach(() => {
    rmSync(file, { force: true });
    for (const [path, text] of Object.entries(smallPlant())) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes the file of the product, which is read again', async () => {
    const { code, out } = await run('unit-changed:heat.v1/heat.weight', ...good);
    expect(code).toBe(0);
    expect(out).toMatch(/heat\/waivers\.yaml.*a\.ivanov answers.*\nNext: tundish check\n$/s);
    const { plant, findings } = await readPlant(
      memoryFiles({
        ...smallPlant(),
        'products/casting/heat/waivers.yaml': readFileSync(file, 'utf8'),
      }),
    );
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plant?.products.find(({ id }) => id === 'heat')?.waivers).toMatchObject([
      { rule: 'unit-changed', at: 'heat.v1/heat.weight', owner: 'a.ivanov', until: inDays(60) },
    ]);
  });

  it('finds the product by contract, by its own id, by file and by name', async () => {
    await run('unit-changed:heat.v9/heat.weight', ...good);
    await run('product-unowned:heat', ...good);
    await run('unit-is-ucum:products/casting/heat/heat.v1.odcs.yaml#/schema/0', ...good);
    await run('contract-removed-early:gas.v1', ...good, '--product', 'heat', '--owner', 'm.okafor');
    expect(readFileSync(file, 'utf8').match(/- rule/g)).toHaveLength(4);
  });

  it.each([
    [
      'a day that is past',
      ['unit-changed:heat.v1', '--until', '2020-01-01', '--reason', 'x'],
      /past/,
    ],
    [
      'more than a year',
      ['unit-changed:heat.v1', '--until', inDays(367), '--reason', 'x'],
      /365 days at most/,
    ],
    ['no day', ['unit-changed:heat.v1', '--until', 'spring', '--reason', 'x'], /expected is a day/],
    ['an unknown rule', ['unit-chnged:heat.v1', ...good], /did you mean 'unit-changed'/],
    ['an unknown contract', ['unit-changed:haet.v1/heat', ...good], /did you mean 'heat\.v1'/],
    ['an unknown product', ['product-unowned:haet', ...good], /did you mean 'heat'/],
    ['a rule that none can accept', ['version-bump-missing:heat.v1', ...good], /cannot be waived/],
    ['a file that cannot be read', ['yaml-syntax:plant.yaml#', ...good], /cannot be waived/],
    ['a product without owner', ['unit-changed:strand.v1', ...good], /--owner <username>/],
    ['what concerns the plant', ['calendar-changed:plant', ...good], /whole plant/],
    ['a foreign product', ['unit-changed:heat.v1', ...good, '--product', 'strand'], /own team/],
    ['a misspelled field', ['unit-changed:heat.v1/heat.weigth', ...good], /did you mean 'weight'/],
    ['no reason', ['unit-changed:heat.v1', '--until', inDays(9), '--reason', ' '], /--reason/],
    ['no subject', ['unit-changed', ...good], /<contract>\.v<major>/],
  ])('refuses %s and writes nothing', async (_name, args, says) => {
    const refusal = await run(...args).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(UsageError);
    expect(String(refusal)).toMatch(says);
    expect(existsSync(file)).toBe(false);
  });

  it('does not waive the same twice', async () => {
    await run('unit-changed:heat.v1/heat.weight', ...good);
    await expect(run('unit-changed:heat.v1/heat.weight', ...good)).rejects.toThrow(
      /waivers\.yaml:2 waives it already/,
    );
  });
});
