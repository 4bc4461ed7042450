import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { command as catalog } from '../../cli/commands/catalog.ts';
import { UnreachableError } from '../../cli/unreachable-error.ts';
import { cleanUp, repository, start as startUp } from '../cli/small-plant.ts';
import { describeWith, mosquitto, postgres15 } from '../support/services/services.ts';
import { until } from '../support/until.ts';

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await cleanUp();
});

/** The small plant; an environment may be written beside it. */
function folderWith(environment?: string): string {
  const folder = repository();
  if (environment !== undefined)
    writeFileSync(join(folder, 'environments/shown.yaml'), environment);
  return folder;
}

function serve(cwd: string, ...args: readonly string[]) {
  const stop = new AbortController();
  const out: string[] = [];
  const errors: string[] = [];
  const ended = catalog.run(['serve', ...args], {
    cwd,
    env: { TUNDISH_LOG: 'silent' },
    stdout: (text) => out.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    signal: stop.signal,
  });
  ended.catch(() => undefined);
  endings.push(async () => {
    stop.abort();
    await ended.catch(() => undefined);
  });
  return {
    errors: () => errors.join(''),
    ended,
    url: async (): Promise<string> => {
      await until(() => out.length > 0, 'the catalog to be served', 25_000);
      return /http:\S+(?=\/\n)/.exec(out.join(''))?.[0] ?? '';
    },
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

describe('tundish catalog serve', () => {
  it('shows the contracts of a folder without any environment, and ends when asked', async () => {
    const run = serve(folderWith(), '--port', '0');
    const url = await run.url();
    const plant = (await (await fetch(`${url}/api/v1`)).json()) as { findings: { errors: number } };
    expect(plant.findings.errors).toBe(0);
    expect(await (await fetch(url)).text()).toContain('<!doctype html>');
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    expect(await run.stop()).toBe(0);
    expect(run.errors()).toContain('Next: tundish catalog serve');
  });

  it('takes the port of an environment, whose variables it does not need', async () => {
    const stores = ['raw', 'metrics', 'curated', 'business'].map(
      (name) => `  ${name}: \${ABSENT}\n`,
    );
    const environment = (more: string): string =>
      `stores:\n${stores.join('')}mqtt: { events: "\${ABSENT}", sensors: "\${ABSENT}" }\n${more}`;
    const folder = folderWith(environment('catalog: { port: 0 }\n'));
    expect(await serve(folder, 'shown').url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    writeFileSync(join(folder, 'environments/shown.yaml'), environment(''));
    await expect(serve(folder, 'shown').ended).rejects.toThrow(
      /shown has no catalog; write catalog/,
    );
  });

  it('names the port that it cannot have', async () => {
    const folder = folderWith();
    const port = new URL(await serve(folder, '--port', '0').url()).port;
    await expect(serve(folder, '--port', port).ended).rejects.toThrow(UnreachableError);
  });

  it('shows what changed, and the last sound state while the files hold errors', async () => {
    const folder = folderWith();
    const run = serve(folder, '--port', '0', '--watch');
    const url = await run.url();
    const product = join(folder, 'products/casting/heat/product.odps.yaml');
    const before = readFileSync(product, 'utf8');
    const name = async (): Promise<string> =>
      ((await (await fetch(`${url}/api/v1/products/heat`)).json()) as { name: string }).name;
    const old = await name();
    writeFileSync(product, before.replace(/^status: .*/m, 'status: nonsense'));
    await until(
      () => run.errors().includes('The last sound state is still served.'),
      'a refusal',
      25_000,
    );
    expect(await name()).toBe(old);
    // Editors save so: a new file takes the place of the old one, again and again.
    for (const next of ['Renamed heats', 'Heats again']) {
      const swap = `${product}.swap`;
      writeFileSync(swap, before.replace(/^name: .*/m, `name: ${next}`));
      renameSync(swap, product);
      await until(async () => (await name()) === next, 'the new name', 25_000);
    }
  });

  it('shows nothing of contracts that hold errors', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tundish catalog '));
    try {
      cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
      writeFileSync(join(folder, 'products/casting/heat/product.odps.yaml'), 'id: [\n');
      const run = serve(folder, '--port', '0');
      expect(await run.ended).toBe(1);
      expect(run.errors()).toContain('Next: tundish check');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describeWith(['PostgreSQL 15', 'Mosquitto'], 'tundish up with a catalog', () => {
  it('serves it beside the data plane and tells where', async () => {
    const run = startUp(repository('catalog: { port: 0 }\n'), {
      DATABASE_URL: (await postgres15())?.url ?? '',
      MQTT_URL: (await mosquitto())?.url ?? '',
    });
    await run.isUp();
    const url = /catalog +(http:\S+)/.exec(run.out())?.[1] ?? '';
    const search = (await (await fetch(`${url}/api/v1/search?q=heat`)).json()) as { total: number };
    expect(search.total).toBeGreaterThan(0);
    expect(await (await fetch(url)).text()).not.toMatch(/postgres:\/\/|mqtt:\/\//);
    expect(await run.stop()).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});
