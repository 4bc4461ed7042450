import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { command } from '../../cli/commands/run.ts';
import { exampleFile } from '../../cli/environment-file.ts';
import { runCommand } from './command-run.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]) {
  const cwd = mkdtempSync(join(tmpdir(), 'tundish-run-'));
  folders.push(cwd);
  mkdirSync(join(cwd, 'environments'));
  writeFileSync(join(cwd, 'environments/local.yaml'), exampleFile);
  const env = { DATABASE_URL: 'postgresql://h/d', MQTT_URL: 'mqtt://h' };
  return runCommand(command, { cwd, env }, ...args);
}

describe('a role', () => {
  it('that is none is answered with those that are', async () => {
    await expect(run('foo', 'local')).rejects.toThrow(
      "there is no role 'foo'. Roles: pump, reader, writer, curated, business, all.",
    );
    await expect(run('raeder', 'local')).rejects.toThrow("did you mean 'reader'? Roles:");
  });

  it('that needs a queue is refused before it is at work where there is none', async () => {
    for (const role of ['reader', 'writer']) {
      await expect(run(role, 'local')).rejects.toThrow('reader and writer need a queue');
    }
  });
});
