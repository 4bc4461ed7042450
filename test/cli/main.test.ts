import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../cli/command-table.ts';

const root = join(import.meta.dirname, '../..');

function tundish(...args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', join(root, 'cli/main.ts'), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
}

describe('the command line', () => {
  it('lists each command once, and each loads under its name', async () => {
    const names = commandTable.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const row of commandTable) expect((await row.load()).name).toBe(row.name);
    const { stdout, status } = tundish();
    for (const name of names) expect(stdout).toContain(`  ${name} `);
    expect(status).toBe(0);
  });

  it('answers a slip of the keyboard with what was meant, and exit code 2', () => {
    const { stderr, status } = tundish('chekc');
    expect(stderr).toContain("did you mean 'check'?");
    expect(status).toBe(2);
  });

  it('answers an unknown option with the nearest one, and exit code 2', () => {
    const { stderr, status } = tundish('check', '--fromat', 'json');
    expect(stderr).toContain('unknown option --fromat; did you mean --format?');
    expect(status).toBe(2);
  });

  it('explains a command without running it', () => {
    const { stdout, status } = tundish('apply', '--help');
    expect(stdout).toContain('Usage: tundish apply <environment>');
    expect(status).toBe(0);
  });

  it('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const flag of ['--version', '-v']) expect(tundish(flag).stdout).toBe(`${version}\n`);
  });

  it.each(['README.md', 'CHANGELOG.md', 'docs/contract-format.md', 'docs/architecture.md'])(
    'has every command that %s names',
    (file) => {
      const names = commandTable.map(({ name }) => name);
      const text = readFileSync(join(root, file), 'utf8');
      const named = [...text.matchAll(/(?:`|^)(?:npm run (?:-s )?)?tundish (?:-- )?([a-z]+)/gm)];
      expect(named.map((match) => match[1]).filter((name) => !names.includes(name ?? ''))).toEqual(
        [],
      );
    },
  );
});
