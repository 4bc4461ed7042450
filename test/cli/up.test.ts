import { afterEach, describe, expect, it } from 'vitest';
import { command as up } from '../../cli/commands/up.ts';
import { UnreachableError } from '../../cli/unreachable-error.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { describeWith, mosquitto, postgres15, rabbitmq } from '../support/services/services.ts';
import { until } from '../support/until.ts';
import { cleanUp, count, repository, type Servers, sendHeats, start } from './small-plant.ts';

afterEach(cleanUp);

describeWith(['PostgreSQL 15', 'Mosquitto'], 'tundish up', () => {
  const servers = async (): Promise<Servers> => ({
    DATABASE_URL: (await postgres15())?.url ?? '',
    MQTT_URL: (await mosquitto())?.url ?? '',
  });

  it('makes the databases, carries messages to curated and business, and drains', async () => {
    const { DATABASE_URL, MQTT_URL } = await servers();
    const run = start(repository(), { DATABASE_URL, MQTT_URL });
    await run.isUp();
    await sendHeats(MQTT_URL, 3);
    await until(async () => (await count(DATABASE_URL, 'business.heat_kpi_v1')) === 3, 'KPI rows');
    await until(async () => (await count(DATABASE_URL, 'metrics.strand')) === 1, 'a sample');
    expect(await run.stop()).toBe(0);
    expect(run.errors()).toContain('Drained and ended; nothing that was acknowledged is lost.');
  });

  it('names every component with its state, and what to open next, without secrets', async () => {
    const { DATABASE_URL, MQTT_URL } = await servers();
    const run = start(repository('metricsPort: 0\n'), { DATABASE_URL, MQTT_URL });
    await run.isUp();
    for (const name of ['pump events', 'pump samples', 'curated ETL', 'business ETL']) {
      expect(run.out()).toMatch(new RegExp(`✓ ${name} +at work`));
    }
    expect(run.out()).toMatch(/raw +postgres:\/\/\S+ +PostgreSQL 15\S* +environments\/local/);
    expect(run.out()).toContain('Next: tundish status local');
    const metrics = /http:\S+\/metrics/.exec(run.out())?.[0] ?? '';
    expect(await (await fetch(metrics)).text()).toContain('process_cpu_seconds_total');
    const { password } = new URL(DATABASE_URL);
    if (password !== '') expect(run.out() + run.errors()).not.toContain(password);
  });

  it('recognises that it runs already, and who it is', async () => {
    const where = await servers();
    const first = start(repository(), where);
    await first.isUp();
    const second = start(repository(), where);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toMatch(/is up already as 'up' \(since \d{4}-.*process \d+\)/);
    expect(second.errors()).toContain('--instance');
    const beside = start(repository(), where, '--instance', 'up-2');
    await beside.isUp();
    await first.stop();
    const after = start(repository(), where);
    await after.isUp();
  });

  it('starts nothing where the databases refuse the plan', async () => {
    const where = await servers();
    const first = start(repository(), where);
    await first.isUp();
    await first.stop();
    const store = postgresStore(where.DATABASE_URL);
    await store.query({ text: 'ALTER TABLE curated.checkpoint ALTER step TYPE varchar(200)' });
    await store.close();
    const second = start(repository(), where);
    expect(await second.ended).toBe(1);
    expect(second.out()).toBe('');
    expect(second.errors()).toContain('curated.checkpoint.step');
    expect(second.errors()).toContain(
      'Refused, nothing was changed and nothing started: 1 refusal.',
    );
  });

  it('says which port is taken', async () => {
    const where = await servers();
    const port = Number(new URL(where.MQTT_URL).port);
    const run = start(repository(`metricsPort: ${port}\n`), where);
    await expect(run.ended).rejects.toThrow(
      /local\.yaml:9:1: the port of metricsPort cannot be used: another process has it/,
    );
    await expect(run.ended).rejects.toBeInstanceOf(UnreachableError);
  });
});

describeWith(['PostgreSQL 15', 'Mosquitto', 'RabbitMQ'], 'tundish up with a queue', () => {
  it('runs readers and writers through it', async () => {
    const where = {
      DATABASE_URL: (await postgres15())?.url ?? '',
      MQTT_URL: (await mosquitto())?.url ?? '',
      AMQP_URL: (await rabbitmq())?.url ?? '',
    };
    const run = start(repository(`amqp: \${AMQP_URL}\n`), where);
    await run.isUp();
    expect(run.out()).toMatch(/✓ reader events +at work/);
    expect(run.out()).toMatch(/✓ writer samples +at work/);
    await sendHeats(where.MQTT_URL, 2);
    await until(async () => (await count(where.DATABASE_URL, 'curated.heat_v1')) === 2, 'rows');
    expect(await run.stop()).toBe(0);
  });
});

describe('tundish up without its servers', () => {
  it('names each, where it stands and what to do, without the password', async () => {
    const run = start(repository(`amqp: \${AMQP_URL}\n`), {
      DATABASE_URL: 'postgresql://nobody:hidden@127.0.0.1:1/none',
      MQTT_URL: 'mqtt://nobody:hidden@127.0.0.1:1',
      AMQP_URL: 'amqp://nobody:hidden@127.0.0.1:1',
    });
    const error = await run.ended.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreachableError);
    const text = String(error);
    expect(text).toContain("3 servers of the environment 'local' do not answer");
    expect(text).toContain('environments/local.yaml:2:3  stores.raw (from DATABASE_URL)');
    expect(text).toContain('environments/local.yaml:7:3  mqtt.events (from MQTT_URL)');
    expect(text).toContain('environments/local.yaml:9:1  amqp (from AMQP_URL)');
    expect(text).toContain('postgresql://127.0.0.1:1/none: ');
    expect(text).toContain('Next: tundish doctor local');
    expect(text).not.toContain('hidden');
  });

  it('names the variable that is not set, before anything is asked', async () => {
    const cwd = repository();
    await expect(
      up.run(['local'], {
        cwd,
        env: {},
        stdout: () => undefined,
        stderr: () => undefined,
        isTerminal: false,
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('needs the environment variable DATABASE_URL, which is not set');
  });
});
