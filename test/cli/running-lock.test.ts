import { afterEach, expect, test } from 'vitest';
import { type RunningLock, takeRunningLock } from '../../cli/operate/running-lock.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { describeWith, postgres15 } from '../support/services/services.ts';
import { until } from '../support/until.ts';
import { wireProxy } from '../support/wire-proxy.ts';

const NAMES = { plant: 'lindwerk', instance: 'up' };
const PACE = { heartbeatMs: 200, silentMs: 1_000 };

describeWith('PostgreSQL 15', 'the lock of a plant that is up', () => {
  let ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    ends = [];
  });

  async function database(): Promise<string> {
    const url = (await postgres15())?.url;
    if (url === undefined) throw new Error('no database');
    return url;
  }

  async function take(url: string, pace = PACE): Promise<RunningLock> {
    const lock = await takeRunningLock(url, NAMES, pace);
    if (lock.kind === 'taken') ends.push(() => lock.release());
    return lock;
  }

  test('is kept however long it takes until somebody watches it', async () => {
    const url = await database();
    expect((await take(url)).kind).toBe('taken');
    // Without a heartbeat the server would have ended its session by now.
    await new Promise((resolve) => setTimeout(resolve, 3 * PACE.silentMs));
    expect((await take(url)).kind).toBe('busy');
  });

  test('is free again where its holder has gone without a word', async () => {
    const url = await database();
    const http = url.replace(/^postgres(ql)?:/, 'http:');
    const proxy = await wireProxy(http);
    ends.push(proxy.close);
    const through = proxy.through(http).replace(/^http:/, 'postgresql:');
    const dead = await takeRunningLock(through, NAMES, PACE);
    expect(dead.kind).toBe('taken');
    if (dead.kind === 'taken') ends.push(() => dead.release());
    proxy.blackHole();
    expect((await take(url)).kind).toBe('busy');
    await until(async () => (await take(url)).kind === 'taken', 'the lock', 10_000);
  }, 30_000);

  test('is told lost to who watches it late', async () => {
    const url = await database();
    const lock = await take(url);
    if (lock.kind !== 'taken') throw new Error('the lock is busy');
    const store = postgresStore(url);
    ends.push(() => store.close());
    const other = await takeRunningLock(url, { ...NAMES, instance: 'other' }, PACE);
    if (other.kind === 'taken') ends.push(() => other.release());
    // The server ends the session, and another process is quicker.
    const key = `(SELECT ((classid::bigint << 32) | objid::bigint) FROM pg_locks
      WHERE locktype = 'advisory' AND pid = (SELECT pid FROM pg_stat_activity
        WHERE application_name = 'tundish up lock' AND datname = current_database()))`;
    await store.transaction(async (session) => {
      const [row] = await session.query<{ key: string }>({ text: `SELECT ${key}::text AS key` });
      await session.query({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'tundish up lock' AND datname = current_database()`,
      });
      await until(async () => {
        const [taken] = await session.query<{ ok: boolean }>({
          text: 'SELECT pg_try_advisory_xact_lock($1::bigint) AS ok',
          values: [row?.key],
        });
        return taken?.ok === true;
      });
      await new Promise((resolve) => setTimeout(resolve, 3 * PACE.heartbeatMs));
    });
    let lost = false;
    lock.watch(() => {
      lost = true;
    });
    await until(() => lost, 'the loss to be told');
  });
});
