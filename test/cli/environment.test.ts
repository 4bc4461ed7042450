import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../cli/environment.ts';
import { exampleFile, parseEnvironmentFile } from '../../cli/environment-file.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function read(text: string, env: Readonly<Record<string, string>> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tundish-environment-'));
  folders.push(root);
  mkdirSync(join(root, 'environments'));
  writeFileSync(join(root, 'environments/local.yaml'), text);
  return readEnvironment(root, 'local', env);
}

describe('an environment file', () => {
  it('asks for a variable only when its server is needed', async () => {
    const environment = await read(exampleFile, { DATABASE_URL: 'postgresql://h/d' });
    expect(environment.stores.business).toBe('postgresql://h/d');
    expect(environment.amqp).toBeUndefined();
    expect(() => environment.mqtt.events).toThrow(
      'environments/local.yaml:7:3: mqtt.events needs the environment variable MQTT_URL',
    );
  });

  it('names the place and the meaning of a misspelt key, once', async () => {
    await expect(read(exampleFile.replace('mqtt:', 'mqqt:'))).rejects.toThrow(
      /^environments\/local\.yaml:6:1: unknown key 'mqqt'; did you mean 'mqtt'\?$/,
    );
    await expect(read(exampleFile.replace('  raw:', '  row:'))).rejects.toThrow(
      /^environments\/local\.yaml:2:3: unknown key 'row'; did you mean 'raw'\?$/,
    );
  });

  it('names what is missing and what has the wrong form', async () => {
    await expect(read('stores: 1\n')).rejects.toThrow(
      'environments/local.yaml:1:1: stores must be a mapping of keys\nenvironments/local.yaml:1:1: the key mqtt is missing',
    );
    await expect(read(`${exampleFile}metricsPort: 70000\n`)).rejects.toThrow(
      'local.yaml:9:1: metricsPort must be a whole number from 0 to 65535',
    );
    await expect(read('')).rejects.toThrow('the file must be a mapping of keys');
  });

  it('that is not YAML is told by its line, without its text', async () => {
    const secret = 'stores:\n  raw: "postgresql://u:secret@h\n';
    await expect(read(secret)).rejects.toThrow(/local\.yaml:\d+:\d+: this is not YAML/);
    await expect(read(secret)).rejects.not.toThrow('secret');
  });

  it('never shows the value of a URL that cannot be read', async () => {
    for (const url of ['postgresql://user:se cret@h:port/d', 'secret']) {
      const { stores } = await read(exampleFile, { DATABASE_URL: url });
      expect(() => stores.raw).toThrow('local.yaml:2:3: stores.raw (from DATABASE_URL)');
      expect(() => stores.raw).not.toThrow('cret');
    }
  });

  it('that is missing is shown by an example that can be read', async () => {
    await expect(readEnvironment(tmpdir(), 'nowhere', {})).rejects.toThrow(exampleFile);
    expect(parseEnvironmentFile(exampleFile, 'x').content.metricsPort).toBe(0);
  });
});
