import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../cli/command.ts';
import { command as check } from '../../cli/commands/check.ts';
import { command as generate } from '../../cli/commands/generate.ts';
import { command as init } from '../../cli/commands/init.ts';
import { packageVersion } from '../../cli/package-version.ts';
import { runCommand } from './command-run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) => runCommand(init, { cwd: folder }, ...args);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const zone = ['--time-zone', 'Europe/Berlin'];

describe('tundish init', () => {
  it('writes a repository in which check has nothing to say and generate works', async () => {
    const { code, out } = await run('--name', 'werk', '--domain', 'melt', ...zone);
    expect(code).toBe(0);
    expect(out).toContain('No open questions.');
    expect(parse(read('plant.yaml'))).toEqual({
      name: 'werk',
      timeZone: 'Europe/Berlin',
      topicRoot: 'plant',
    });
    expect(JSON.parse(read('package.json')).devDependencies).toEqual({ tundish: packageVersion() });
    expect(read('CODEOWNERS')).toContain('/products/melt/');
    const checked = await runCommand(check, { cwd: folder }, '--fail-on', 'info');
    expect(checked.out).toContain('Nothing to change.');
    expect((await runCommand(generate, { cwd: folder })).code).toBe(0);
    expect((await runCommand(generate, { cwd: folder }, '--check')).code).toBe(0);
  });

  it('gives editors the schemas of contracts, products and payloads', async () => {
    await run(...zone);
    const settings = JSON.parse(read('.vscode/settings.json'));
    const named = [
      ...Object.keys(settings['yaml.schemas']),
      ...settings['json.schemas'].map(({ url }: { url: string }) => url),
    ];
    for (const path of named) JSON.parse(read(path));
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const name of readdirSync(join(folder, 'schemas'))) {
      // Official schemas name other drafts and places of their own; editors read them by path.
      const { $schema, $id, ...schema } = JSON.parse(read(`schemas/${name}`));
      ajv.addSchema(schema, `schemas/${name}`);
    }
    const judged = (name: string, path: string, edit = (text: string) => text) =>
      ajv.validate(`schemas/${name}.schema.json`, parse(edit(read(path))));
    const contract = 'products/production/batch/batch.v1.odcs.yaml';
    expect(judged('contract', contract)).toBe(true);
    expect(judged('contract', contract, (text) => text.replace('eventKey', 'eventKy'))).toBe(false);
    expect(judged('contract', contract, (text) => text.replace('code: Cel', 'cde: Cel'))).toBe(
      false,
    );
    expect(judged('product', 'products/production/batch/product.odps.yaml')).toBe(true);
    expect(judged('plant', 'plant.yaml')).toBe(true);
    expect(judged('payload', 'products/production/batch/batch.v1.schema.json')).toBe(true);
  });

  it('checks each change in the pipelines that were chosen', async () => {
    await run('--ci', 'gitlab', ...zone);
    expect(existsSync(join(folder, '.github'))).toBe(false);
    const { script } = parse(read('.gitlab-ci.yml')).contracts;
    expect(script.join('\n')).toContain('npx --no-install tundish generate --check');
    await expect(run('--ci', 'gitlabb')).rejects.toThrow("did you mean 'gitlab'?");
  });

  it('never replaces a file that is not named, and leaves an ordinary one alone', async () => {
    writeFileSync(join(folder, 'package.json'), '{"name":"mine"}');
    const { out } = await run('--name', 'a', ...zone);
    expect(out).toContain('package.json stays as it is');
    expect(read('package.json')).toBe('{"name":"mine"}');
    await expect(run('--name', 'b', ...zone)).rejects.toThrow('--force plant.yaml');
    await run('--name', 'b', '--force', 'plant.yaml', '--force', 'README.md', ...zone);
    expect(read('plant.yaml')).toContain('name: b');
    expect(read('README.md')).toContain('# b\n');
  });

  it('refuses names that could be more than names', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['--name', 'a: b'],
      ['--domain', '../x'],
      ['--topic-root', 'a/b'],
      ['--time-zone', 'Europe/Berln'],
    ];
    for (const args of wrong) await expect(run(...zone, ...args)).rejects.toThrow(UsageError);
    await expect(run('--time-zone', 'Europe/Berln')).rejects.toThrow(
      "did you mean 'Europe/Berlin'?",
    );
    expect(existsSync(join(folder, 'plant.yaml'))).toBe(false);
  });

  it('asks at a terminal only, with the flag in each question, and asks again after a wrong answer', async () => {
    const asked: string[] = [];
    const answers = ['werk', 'Europe/Nowhere', 'Europe/Vienna', '', ''];
    const said: string[] = [];
    await init.run([], {
      cwd: folder,
      env: {},
      stdout: () => undefined,
      stderr: (text) => said.push(text),
      isTerminal: true,
      signal: new AbortController().signal,
      ask: async (question) => {
        asked.push(question);
        return answers.shift() ?? '';
      },
    });
    expect(asked).toHaveLength(5);
    for (const question of asked) expect(question).toMatch(/\(--[a-z-]+\)/);
    expect(said.join('')).toContain("'Europe/Nowhere' is no time zone");
    expect(read('plant.yaml')).toContain('timeZone: Europe/Vienna');
  });
});
