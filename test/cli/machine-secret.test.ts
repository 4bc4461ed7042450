import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { machineSecret } from '../../cli/machine-secret.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tundish-secret-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('the secret that caches are sealed with', () => {
  it('is made once, for this account alone', () => {
    const secret = machineSecret();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(machineSecret()).toBe(secret);
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, 'tundish/check-secret')).mode & 0o777).toBe(0o600);
    }
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'another machine'));
    expect(machineSecret()).not.toBe(secret);
  });

  it('is made anew where what is kept is none', () => {
    mkdirSync(join(folder, 'tundish'));
    writeFileSync(join(folder, 'tundish/check-secret'), 'short');
    const secret = machineSecret();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(folder, 'tundish/check-secret'), 'utf8')).toBe(secret);
  });

  it('is missing where nothing can be kept', () => {
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'no home/.cache'));
    expect(machineSecret()).toBeUndefined();
    vi.stubEnv('XDG_CACHE_HOME', folder);
    writeFileSync(join(folder, 'tundish'), 'a file where the folder should be');
    expect(machineSecret()).toBeUndefined();
  });
});
