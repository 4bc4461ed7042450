import { afterEach, expect, it } from 'vitest';
import { command as status } from '../../cli/commands/status.ts';
import type { EnvironmentStatus } from '../../cli/operate/status/environment-status.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { describeWith, mosquitto, postgres15 } from '../support/services/services.ts';
import { until } from '../support/until.ts';
import { runCommand } from './command-run.ts';
import { cleanUp, count, repository, type Servers, sendHeats, start } from './small-plant.ts';

afterEach(cleanUp);

function look(cwd: string, servers: Servers, ...args: readonly string[]) {
  return runCommand(status, { cwd, env: { ...servers } }, 'local', ...args);
}

describeWith(['PostgreSQL 15', 'Mosquitto'], 'tundish status', () => {
  const servers = async (): Promise<Servers> => ({
    DATABASE_URL: (await postgres15())?.url ?? '',
    MQTT_URL: (await mosquitto())?.url ?? '',
  });

  it('tells streams, steps and partitions of a plant that is up, and that all is well', async () => {
    const where = await servers();
    const cwd = repository();
    const run = start(cwd, where);
    await run.isUp();
    await sendHeats(where.MQTT_URL, 3);
    await until(async () => (await count(where.DATABASE_URL, 'business.heat_kpi_v1')) === 3);
    await until(async () => (await count(where.DATABASE_URL, 'metrics.strand')) === 1);
    const { code, out } = await look(cwd, where);
    expect(out).toMatch(
      /✓ stores\.raw +postgres:\S+ +PostgreSQL 15\S+ +environments\/local\.yaml:2:3/,
    );
    expect(out).toContain('✓ as the contracts say');
    expect(out).toMatch(/heat\.heat +3 +\d+ s +3 +0 +3 +0 +0 +0 +0 +✓/);
    expect(out).toMatch(/strand\.strand +1 +\d+ s +1 +0 +– +– +0 +0 +0 +✓/);
    expect(out).toMatch(/curated:heat\.heat +moved \d+ s ago +nothing waits/);
    expect(out).toMatch(/business:heat_kpi\.heat_kpi +moved \d+ s ago/);
    expect(out).toMatch(/partitions reach \d+ days ahead/);
    expect(out).toContain('up curated');
    expect(out).toContain('connected: up (tundish up), up business');
    // The sample is of a month for which nobody made a partition, which is no fault.
    expect(out).toMatch(/\n\n! metrics\.strand holds rows in its default partition.*\nNext: /);
    expect(code).toBe(0);
  });

  it('names what waits in quarantine, which is nobody’s fault but needs a person', async () => {
    const where = await servers();
    const cwd = repository();
    const run = start(cwd, where);
    await run.isUp();
    const publisher = mqttPublisher({ url: where.MQTT_URL, clientId: 'test-bad' });
    await publisher.publish('plant/casting/c1/heat/v1', '{"source":"l2","sequence":1}');
    await publisher.close();
    await until(async () => (await count(where.DATABASE_URL, 'curated.quarantine')) === 1);
    const { code, out, errors } = await look(cwd, where, '--format', 'json');
    const told = JSON.parse(out) as EnvironmentStatus;
    expect(told.problems).toMatchObject([{ kind: 'quarantined', mild: true }]);
    expect(told.database?.instances).toEqual(['up']);
    expect(told.database?.streams).toMatchObject([{ stream: 'heat.heat', quarantined: 1 }, {}]);
    expect(errors).toContain('Next: tundish quarantine ls local');
    expect(code).toBe(0);
  });

  it('says that nothing is applied yet, and what comes next', async () => {
    const { code, out } = await look(repository(), await servers());
    expect(code).toBe(1);
    expect(out).toMatch(/✗ \d+ additions and 0 refusals away from the contracts/);
    expect(out).toContain('Next: tundish plan local');
  });

  it('finds books that do not balance', async () => {
    const where = await servers();
    const cwd = repository();
    const run = start(cwd, where);
    await run.isUp();
    await run.stop();
    const store = postgresStore(where.DATABASE_URL);
    await store.query({
      text: `INSERT INTO raw.flow (stream, worker, received, stored) VALUES ('heat.heat', 'lost', 5, 5)`,
    });
    await store.close();
    const { code, out } = await look(cwd, where);
    expect(code).toBe(1);
    expect(out).toContain('✗ the books of heat.heat do not balance');
    expect(out).toContain('✗ nothing runs: no process of the platform is connected\n');
  });

  it('goes on where a broker is silent, and says so with exit code 4', async () => {
    const where = { ...(await servers()), MQTT_URL: 'mqtt://u:hidden@127.0.0.1:1' };
    const { code, out } = await look(repository(), where);
    expect(code).toBe(4);
    expect(out).toMatch(/✗ mqtt\.events +mqtt:\/\/127\.0\.0\.1:1 +.*ECONNREFUSED/);
    expect(out).toContain('✓ stores.raw');
    expect(out).toContain('Next: tundish doctor local');
    expect(out).not.toContain('hidden');
  });
});
