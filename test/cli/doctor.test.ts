import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { afterEach, describe, expect, it } from 'vitest';
import { command as doctor } from '../../cli/commands/doctor.ts';
import { checkFileSets } from '../../cli/operate/doctor/check-file-sets.ts';
import { checkNode } from '../../cli/operate/doctor/check-machine.ts';
import type { CheckResult } from '../../cli/operate/doctor/check-result.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../support/services/services.ts';
import { runCommand } from './command-run.ts';
import { cleanUp, repository } from './small-plant.ts';

afterEach(cleanUp);

async function examine(cwd: string, env: Readonly<Record<string, string>>, ...args: string[]) {
  const { code, out, errors } = await runCommand(
    doctor,
    { cwd, env },
    ...[...args, '--format', 'json'],
  );
  return { code, errors, out, results: JSON.parse(out) as readonly CheckResult[] };
}

describe('tundish doctor without an environment', () => {
  it('looks at the machine and the repository', async () => {
    const { code, results, errors } = await examine(repository(), {});
    expect(results.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['node', 'memory', 'disk', 'write access', 'contracts']),
    );
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(code).toBe(0);
    expect(errors).toContain('Next: tundish doctor <environment>');
  });

  it('refuses an old Node, and says which would do', () => {
    expect(checkNode('20.18.9').remedy).toContain('Node 20.19 or newer');
    expect(checkNode('20.19.0').outcome).toBe('ok');
    expect(checkNode('18.20.4').outcome).toBe('failed');
    expect(checkNode('24.1.0').outcome).toBe('ok');
  });

  it('names the command for a folder without a plant', async () => {
    const folder = join(repository(), 'elsewhere');
    mkdirSync(folder);
    const { code, results } = await examine(folder, {});
    expect(code).toBe(1);
    expect(results.find(({ name }) => name === 'plant.yaml')?.remedy).toContain('tundish init');
  });
});

describe('tundish doctor of an environment whose servers are away', () => {
  it('names variables, syntax, names, clear text and silence, each with a remedy', async () => {
    const env = {
      DATABASE_URL: 'postgresql://nobody:hidden@db.invalid/plant',
      MQTT_URL: 'mqtt://127.0.0.1:1',
    };
    const { code, results, out } = await examine(repository(`amqp: \${AMQP_URL}\n`), env, 'local');
    expect(code).toBe(1);
    const of = (name: string) => results.filter((result) => result.name === name);
    expect(of('amqp')[0]?.text).toContain('environments/local.yaml:9:1: amqp needs');
    expect(of('stores.raw')[0]).toMatchObject({ outcome: 'warning' });
    expect(of('stores.raw')[0]?.remedy).toContain('sslmode=verify-full');
    expect(of('DNS')[0]).toMatchObject({ outcome: 'failed' });
    expect(
      results.filter(({ outcome, remedy }) => outcome !== 'ok' && remedy === undefined),
    ).toEqual([]);
    expect(of('mqtt.events, mqtt.sensors')[0]?.text).toContain('does not answer');
    expect(out).not.toContain('hidden');
  });
});

describeWith(['PostgreSQL 15', 'Mosquitto', 'RabbitMQ'], 'tundish doctor', () => {
  it('reads databases, brokers and clocks, and finds nothing failed', async () => {
    const env = {
      DATABASE_URL: (await postgres15())?.url ?? '',
      MQTT_URL: (await mosquitto())?.url ?? '',
      AMQP_URL: (await rabbitmq())?.url ?? '',
    };
    const { results, code } = await examine(repository(`amqp: \${AMQP_URL}\n`), env, 'local');
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(code).toBe(0);
    const texts = results.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/PostgreSQL 15\.\d+, UTF8, logs in \S+, wal_level \S+/);
    expect(texts).toMatch(/the server's clock is -?0\.\d s from this machine's/);
    expect(texts).toContain('RabbitMQ 3.');
    expect(texts).toContain('no queue differs');
  });

  it('finds a queue that stands there with other arguments, and a port that is taken', async () => {
    const AMQP_URL = (await rabbitmq())?.url ?? '';
    const connection = await connect(AMQP_URL);
    const channel = await connection.createChannel();
    await channel.assertQueue('tundish.events.heat.heat', { durable: true });
    const env = {
      DATABASE_URL: (await postgres15())?.url ?? '',
      MQTT_URL: (await mosquitto())?.url ?? '',
      AMQP_URL,
    };
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const cwd = repository(`amqp: \${AMQP_URL}\nmetricsPort: ${port}\n`);
    const { results } = await examine(cwd, env, 'local');
    await new Promise((resolve) => taken.close(resolve));
    await connection.close();
    expect(results.find(({ name }) => name === 'metricsPort')).toMatchObject({
      outcome: 'warning',
      text: `port ${port} is in use (environments/local.yaml:10:1)`,
    });
    const queue = results.find(({ name, outcome }) => name === 'amqp' && outcome === 'failed');
    expect(queue?.text).toMatch(/the queue \S*heat\.heat stands there with other arguments/);
    expect(queue?.text).toContain('inequivalent arg');
  });
});

describe('the files of a file set', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  function planWith(files: readonly (readonly [string, string, string])[]): Plan {
    const column = (name: string) => ({ name, source: { kind: 'value' } });
    return {
      datasets: [
        {
          kind: 'reference',
          of: 'files',
          id: 'surface.images',
          tables: [
            {
              columns: [
                ...['path', 'bytes', 'sha256'].map(column),
                { name: '_tx', source: { kind: 'provenance' } },
              ],
              rows: { kind: 'reference', values: files },
            },
          ],
        },
      ],
    } as unknown as Plan;
  }

  it('are compared with the manifest, byte for byte', async () => {
    const root = repository();
    mkdirSync(join(root, 'images'));
    writeFileSync(join(root, 'images/a.png'), 'aaa');
    writeFileSync(join(root, 'images/b.png'), 'bbX');
    const plan = planWith([
      ['a.png', '3', sha256('aaa')],
      ['b.png', '3', sha256('bbb')],
      ['c.png', '3', sha256('ccc')],
      ['../../etc/passwd', '3', sha256('ddd')],
    ]);
    const [result] = await checkFileSets(plan, { 'surface.images': 'images' }, root);
    expect(result?.outcome).toBe('failed');
    expect(result?.text).toContain('3 of 4 files');
    expect(result?.text).toContain('b.png: has another SHA-256');
    expect(result?.text).toContain('c.png: is not there');
    expect(result?.text).toContain('../../etc/passwd: leads out of the folder');
    const whole = planWith([['a.png', '3', sha256('aaa')]]);
    expect((await checkFileSets(whole, { 'surface.images': 'images' }, root))[0]).toMatchObject({
      outcome: 'ok',
    });
    const [typo] = await checkFileSets(whole, { 'surfaec.images': 'images' }, root);
    expect(typo?.remedy).toContain("did you mean 'surface.images'");
  });
});
