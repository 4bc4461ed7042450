import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith, mosquitto, postgres15 } from './support/services/services.ts';

interface Block {
  readonly info: string;
  readonly text: string;
}

const root = join(import.meta.dirname, '..');
const blocks: readonly Block[] = [
  ...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```(.*)\n([\s\S]*?)^```$/gm),
].map((match) => ({ info: match[1] ?? '', text: match[2] ?? '' }));

function setting(block: Block, key: string): string | undefined {
  return new RegExp(`(?:^| )${key}=(\\S+)`).exec(block.info)?.[1];
}

describeWith(['PostgreSQL 15', 'Mosquitto'], "the README's example", () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  let client: pg.Client;
  let running: ChildProcess | undefined;
  let output = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tundish-readme-'));
    const [database, broker] = await Promise.all([postgres15(), mosquitto()]);
    environment = { ...process.env, DATABASE_URL: database?.url, MQTT_URL: broker?.url };
    client = new pg.Client({ connectionString: database?.url });
    await client.connect();
    for (const block of blocks) {
      const path = setting(block, 'file');
      if (path === undefined) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), block.text);
    }
  });

  afterAll(async () => {
    running?.kill('SIGTERM');
    await client?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has commands that run', async () => {
    const commands =
      blocks
        .find((block) => block.info === 'sh run')
        ?.text.trim()
        .split('\n') ?? [];
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const args = [join(root, 'dist/cli/main.js'), ...command.split(' ').slice(1)];
      if (command.startsWith('tundish run')) {
        running = spawn(process.execPath, args, { cwd: folder, env: environment });
        const keep = (chunk: unknown): void => {
          output += String(chunk);
        };
        running.stdout?.on('data', keep);
        running.stderr?.on('data', keep);
        await expect.poll(() => subscribed(output), { timeout: 20_000 }).toBe(true);
      } else {
        const done = spawnSync(process.execPath, args, { cwd: folder, env: environment });
        expect(`${done.status} ${done.stdout}${done.stderr}`).toMatch(/^0 /);
      }
    }
  }, 60_000);

  it('turns the published messages into the rows that it shows', async () => {
    const publisher = await connectAsync(environment.MQTT_URL ?? '');
    for (const block of blocks) {
      const topic = setting(block, 'publish');
      if (topic === undefined) continue;
      for (const line of block.text.trim().split('\n')) {
        await publisher.publishAsync(topic, line, { qos: 1 });
      }
    }
    await publisher.endAsync();
    const shown = blocks.flatMap((block, index) =>
      block.info === 'sql query' ? [[block.text, blocks[index + 1]?.text.trim() ?? '']] : [],
    );
    expect(shown.length).toBe(2);
    for (const [query = '', result] of shown) {
      await expect.poll(() => rows(client, query), { timeout: 20_000 }).toBe(result);
    }
  }, 60_000);
});

describe("the README's changed unit", () => {
  it('is judged as it shows', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tundish-readme-change-'));
    try {
      for (const block of blocks) {
        const path = setting(block, 'file');
        if (path === undefined) continue;
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), block.text);
      }
      const run = (program: string, ...args: readonly string[]) =>
        spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      const author = ['-c', 'user.name=m.weber', '-c', 'user.email=m.weber@example.org'];
      run('git', 'init', '-q');
      run('git', 'add', '-A');
      expect(run('git', ...author, 'commit', '-qm', 'coils').status).toBe(0);
      const contract = join(folder, 'products/finishing/coil/coil.v1.odcs.yaml');
      const before = readFileSync(contract, 'utf8');
      writeFileSync(contract, before.replace('unit, value: t }', 'unit, value: kg }'));
      const [, ...args] =
        blocks
          .find(({ info }) => info === 'sh judged')
          ?.text.trim()
          .split(' ') ?? [];
      const judged = run(process.execPath, join(root, 'dist/cli/main.js'), ...args);
      expect(judged.stdout).toContain(blocks.find(({ info }) => info === 'text judgement')?.text);
      expect(judged.status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

function subscribed(output: string): boolean {
  return output.includes('connected and subscribed');
}

async function rows(client: pg.Client, text: string): Promise<string> {
  const result = await client.query<unknown[]>({ text, rowMode: 'array' });
  return result.rows.map((row) => row.join(' | ')).join('\n');
}
