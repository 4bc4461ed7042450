import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandTable } from '../../cli/command-table.ts';
import { completionOf } from '../../cli/commands/completion.ts';
import { runCommand } from './command-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-completion-'));
  cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
  mkdirSync(join(folder, 'environments'));
  writeFileSync(join(folder, 'environments/dev.yaml'), '');
  mkdirSync(join(folder, 'products/casting/$(touch x)'), { recursive: true });
  writeFileSync(join(folder, 'products/casting/$(touch x)/product.odps.yaml'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = completionOf(commandTable);
const run = (...args: readonly string[]) => runCommand(command, { cwd: folder }, ...args);
const words = async (...typed: readonly string[]): Promise<readonly string[]> =>
  (await run('words', '--', ...typed)).out.split('\n').filter((word) => word !== '');

describe('tundish completion', () => {
  it('knows commands, flags, choices, rules, ids and environments', async () => {
    expect(await words('')).toEqual(commandTable.map(({ name }) => name));
    expect(await words('imp')).toEqual(['import']);
    expect(await words('import', 'ta')).toEqual(['table', 'taglist']);
    expect(await words('import', 'json', '--event-k')).toEqual(['--event-key']);
    expect(await words('check', '--format', 'js')).toEqual(['json']);
    expect(await words('explain', 'event-key-dec')).toEqual(['event-key-declared']);
    expect(await words('up', '')).toEqual(['dev']);
    expect(await words('new', 'contract', 'x', '--product', '')).toEqual([
      'heat',
      'heat_kpi',
      'strand',
    ]);
    expect(await words('import', 'json', 'x', '--domain', '')).toEqual(['casting']);
    expect(await words('nothing', '')).toEqual([]);
  });

  it('offers no word that a shell could run', async () => {
    expect(await words('new', 'product', '--product', '$')).toEqual([]);
  });

  it('prints scripts that their shells read', async () => {
    const { out } = await run('bash');
    execFileSync('bash', ['-n'], { input: out });
    expect((await run('zsh')).out).toContain('#compdef tundish');
    expect((await run('fish')).out).toContain('complete -c tundish');
    await expect(run('csh')).rejects.toThrow('bash|zsh|fish');
  });

  it('completes in a real bash', async () => {
    const { out } = await run('bash');
    const program = `tundish() { printf '%s\\n' 'import' '$(touch x)'; }
${out}
COMP_WORDS=(tundish imp); COMP_CWORD=1; _tundish; printf '[%s]' "\${COMPREPLY[@]}"; test ! -e x`;
    expect(execFileSync('bash', ['-c', program], { cwd: folder, encoding: 'utf8' })).toBe(
      '[import][$(touch x)]',
    );
  });
});
