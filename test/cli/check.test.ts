import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../cli/command.ts';
import { command as check } from '../../cli/commands/check.ts';
import { command as explain } from '../../cli/commands/explain.ts';
import { gateRules } from '../../cli/gate/generated-findings.ts';
import { readingRulePages } from '../../cli/reading-rule-pages.ts';
import { rules } from '../../contracts/lint/rules.ts';
import { bindingRules } from '../../contracts/model/binding-rules.ts';
import { planRules } from '../../contracts/plan/plan-problems.ts';
import { sourceRules } from '../../contracts/source/source-rules.ts';

const small = join(import.meta.dirname, '../plants/small');
const contract = 'products/casting/heat/heat.v1.odcs.yaml';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-check-'));
  cpSync(small, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(
  command: typeof check,
  args: readonly string[],
  isTerminal = false,
  env: Record<string, string> = {},
) {
  let stdout = '';
  let stderr = '';
  const code = await command.run(args, {
    cwd: folder,
    env,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    isTerminal,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

function edit(path: string, from: string, to: string): void {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('tundish check', () => {
  it('says that there is nothing to change, and what comes next', async () => {
    expect(await run(check, [])).toEqual({
      code: 0,
      stdout: 'Nothing to change.\nNext: tundish generate\n',
      stderr: '',
    });
  });

  it('shows an error where it stands and ends with 1', async () => {
    edit(contract, '          eventKey: [source, sequence]\n', '');
    const { code, stdout } = await run(check, []);
    expect(code).toBe(1);
    expect(
      stdout,
    ).toBe(`error[event-key-declared]: dataset 'heat' is an event stream without an event key
  --> ${contract}:17:11
   |
17 |           class: event
   |           ^^^^^
   = because: Brokers and gateways send again after every restart; without a key a message sent
        twice is stored as two heats.
   help: add eventKey: [<field>, …] with the fields that a resend repeats, such as source and
        sequence, or eventKey: payload where the bytes are all there is
   more: tundish explain event-key-declared

1 error in 1 file
Next: tundish explain event-key-declared
`);
  });

  it('lets warnings pass with 0 but shows them', async () => {
    edit(contract, 'description: One heat, from ladle open to ladle closed.', 'description: ""');
    const { code, stdout } = await run(check, []);
    expect(code).toBe(0);
    expect(stdout).toContain('warning[description-present]');
    expect(stdout).toMatch(/\n1 warning in 1 file\nNext: tundish generate\n$/);
  });

  it('keeps the result on stdout and the summary on stderr for machines', async () => {
    edit(contract, 'status: active', 'status: live');
    const json = await run(check, ['--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      counts: { error: 1 },
      findings: [{ rule: 'status-known', place: { file: contract, line: 6, column: 9 } }],
    });
    expect(json.stderr).toContain('1 error in 1 file');
    const github = await run(check, ['--format', 'github']);
    expect(github.stdout).toContain(`::error file=${contract},line=6,col=9,`);
    expect(github.code).toBe(1);
  });

  it('shows only findings below the chosen paths', async () => {
    edit(contract, 'status: active', 'status: live');
    expect((await run(check, ['products/casting/strand'])).code).toBe(0);
    expect((await run(check, ['products/casting/heat/'])).code).toBe(1);
    expect((await run(check, [contract])).code).toBe(1);
    await expect(run(check, ['products/rolling'])).rejects.toThrow(UsageError);
    await expect(run(check, ['../..'])).rejects.toThrow(UsageError);
  });

  it('never reports a folder without a plant as passed', async () => {
    rmSync(join(folder, 'plant.yaml'));
    const { code, stdout, stderr } = await run(check, []);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('there is no plant.yaml');
  });

  it('refuses a format that it does not have', async () => {
    await expect(run(check, ['--format', 'sarif2'])).rejects.toThrow(UsageError);
    await expect(run(check, ['--fail-on', 'never'])).rejects.toThrow('error, warning, info');
    await expect(run(check, ['--formt', 'json'])).rejects.toThrow('did you mean --format');
  });

  it('ends with 1 from the severity on that it is told', async () => {
    edit(contract, 'description: One heat, from ladle open to ladle closed.', 'description: ""');
    expect((await run(check, ['--fail-on', 'error'])).code).toBe(0);
    expect((await run(check, ['--fail-on', 'warning'])).code).toBe(1);
    expect((await run(check, ['--fail-on', 'info'])).code).toBe(1);
  });

  it('judges a contract without a plant by its standard alone', async () => {
    rmSync(join(folder, 'plant.yaml'));
    expect((await run(check, [contract])).code).toBe(0);
    edit(contract, 'kind: DataContract', 'kind: DataContrakt');
    const { code, stdout } = await run(check, [contract]);
    expect(code).toBe(1);
    expect(stdout).toContain('error[official-schema]: kind is');
    expect((await run(check, [contract, 'products'])).code).toBe(3);
  });

  it('shows the change of a fix, makes it, and checks again', async () => {
    edit(contract, '{ property: unit, value: K }', '{ property: unit, value: kelvin }');
    const before = readFileSync(join(folder, contract), 'utf8');
    const { stdout } = await run(check, []);
    expect(stdout).toContain(
      '28 -         customProperties: [{ property: unit, value: kelvin }]\n28 +         customProperties: [{ property: unit, value: K }]\n',
    );
    expect(stdout).toContain('in 2 files, 1 with a fix\nNext: tundish check --fix\n');
    const fixed = await run(check, ['--fix']);
    expect(fixed.stderr).toBe(`fixed ${contract}:28 unit-is-ucum: write K\n1 finding fixed.\n`);
    expect(fixed.stdout).toBe('Nothing to change.\nNext: tundish generate\n');
    expect(readFileSync(join(folder, contract), 'utf8')).toBe(before.replace('kelvin', 'K'));
  });

  it('shows ASCII alone in a locale that has nothing else', async () => {
    edit(contract, '          eventKey: [source, sequence]\n', '');
    const { stdout } = await run(check, [], false, { LANG: 'C' });
    expect(stdout).toContain('eventKey: [<field>, ...]');
    expect(stdout).toMatch(/^[\n -~]*$/);
  });

  it('shows escape sequences of a contract as text, on a terminal as well', async () => {
    edit(contract, 'status: active', 'status: "\\e[2J\\e]8;;http://x\\a"');
    const { stdout } = await run(check, [], true);
    expect(stdout).toMatch(/\u001b\[31m/);
    expect(stdout.replace(/\u001b\[(0|1|2|31|33|36)m/g, '')).not.toContain('\u001b');
  });
});

describe('tundish explain', () => {
  it('prints the page of a rule', async () => {
    const { code, stdout } = await run(explain, ['event-key-declared']);
    expect(code).toBe(0);
    expect(stdout).toContain('# event-key-declared');
    expect(stdout).toContain('## Instead');
  });

  it('knows what the reader refuses as well', async () => {
    const { stdout } = await run(explain, ['yaml-alias']);
    expect(stdout).toContain('**error**');
    expect(stdout).toMatch(/## Problem\n\n.+\n\n## Why\n\n.+\n\n## Instead\n\n.+\n$/);
  });

  it('lists all rules by what they are about', async () => {
    const { stdout } = await run(explain, []);
    for (const { id } of rules) expect(stdout).toContain(`\n  ${id} `);
    expect(stdout).toContain('\n\nTopics\n  topic-below-root ');
    expect(stdout).toContain('\n\nReading files\n');
  });

  it('says problem and way out for every rule of reader, binder and plan, and for no other', () => {
    const readingRules = { ...gateRules, ...sourceRules, ...bindingRules, ...planRules };
    expect(Object.keys(readingRulePages).sort()).toEqual(Object.keys(readingRules).sort());
  });

  it('names the rule that was meant', async () => {
    await expect(run(explain, ['event-key-declard'])).rejects.toThrow(
      "did you mean 'event-key-declared'?",
    );
    await expect(run(explain, ['overlapping topic'])).rejects.toThrow(
      /akin are .*topic-below-root/,
    );
  });
});
