import { expect, it } from 'vitest';
import { keepPartitions } from '../../../cli/roles/partitions.ts';
import type { Log } from '../../../connectors/log.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan } from '../../../deploy/database/apply-plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { castingPlant, validators } from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';

const plan = planPlant(castingPlant(), validators);

/** Runs the role until its first line in the log, and gives that line. */
async function firstLine(url: string): Promise<string> {
  const end = new AbortController();
  const said: string[] = [];
  const say = (_fields: unknown, text: string) => {
    said.push(text);
    end.abort();
  };
  const log: Log = { info: say, warn: say, error: say };
  await keepPartitions({
    plan,
    build: '',
    environment: {
      stores: { raw: url, metrics: url, curated: url, business: url },
      mqtt: { events: 'mqtt://127.0.0.1', sensors: 'mqtt://127.0.0.1' },
      metricsPort: 0,
    },
    instance: 'all',
    log,
    counters: noCounters,
    signal: end.signal,
  });
  return said.join('\n');
}

const relations = `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind <> 'i' AND c.relkind <> 'I' ORDER BY 1`;

describeWith('PostgreSQL 15', 'the role that keeps partitions ahead', () => {
  it('creates nothing where the plan is not applied, and says so', async () => {
    const url = (await postgres15())?.url ?? '';
    expect(await firstLine(url)).toBe(
      'not applied: tables of the plan are missing; run tundish apply <environment>',
    );
    const store = postgresStore(url);
    expect(await store.query({ text: relations })).toEqual([]);
    await store.close();
  });

  it('adds partitions of tables that are there, and alters nothing else', async () => {
    const url = (await postgres15())?.url ?? '';
    const store = postgresStore(url);
    const twoMonthsAgo = Date.now() - 62 * 86_400_000;
    const stores = { raw: store, metrics: store, curated: store, business: store };
    await applyPlan(plan, stores, { now: twoMonthsAgo });
    await store.query({
      text: `COMMENT ON COLUMN curated.heat.weight IS 'mine'; DROP INDEX curated.heat_key_idx;
        ALTER TABLE curated.heat ADD extra text; DROP TABLE raw.unrouted`,
    });
    const before = (await store.query({ text: relations })).map(({ name }) => String(name));
    await firstLine(url);
    const after = (await store.query({ text: relations })).map(({ name }) => String(name));
    const added = after.filter((name) => !before.includes(name));
    expect(before.every((name) => after.includes(name))).toBe(true);
    expect(added.length).toBeGreaterThan(10);
    expect(added.filter((name) => !/_y\d{4}m\d\d(d\d\d)?$/.test(name))).toEqual([]);
    const [row] = await store.query({
      text: `SELECT count(*)::integer AS kept FROM pg_description WHERE description = 'mine'`,
    });
    expect(row?.kept).toBe(1);
    await store.close();
  });
});
