import { expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import type { Log } from '../../../connectors/log.ts';
import { silentLog } from '../../../connectors/log.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { describeWith } from '../../support/services/services.ts';
import { kpiPlan, plantPlan } from './support/heat-plan.ts';
import { count, emptyPlant, heat, receive } from './support/plant.ts';
import { compute, curate, drain } from './support/steps.ts';

function listening(): { readonly log: Log; readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    warnings,
    log: { ...silentLog, warn: (_fields, message) => warnings.push(message) },
  };
}

/** Ends transactions until the server's count has passed a number. */
async function spendTransactions(store: Store, upTo: unknown): Promise<void> {
  await store.query({
    text: `DO $$ BEGIN WHILE pg_current_xact_id() <= '${upTo}'::xid8 LOOP COMMIT; END LOOP; END $$`,
  });
}

describeWith(['PostgreSQL 15', 'PostgreSQL 18'], 'a store restored on another server', () => {
  test.each(['PostgreSQL 15', 'PostgreSQL 18'] as const)(
    'as raw on %s: its rows are curated once, old and new, and the step says why it reads all',
    async (server) => {
      const before = server === 'PostgreSQL 15' ? 'PostgreSQL 18' : 'PostgreSQL 15';
      const { store } = await emptyPlant(plantPlan, before);
      await receive(store, [{ payload: heat({ heat_id: 'H1' }) }]);
      await drain(curate(store));
      const { store: other } = await emptyPlant(plantPlan, server);
      await receive(other, [{ payload: heat({ heat_id: 'H1' }) }]);
      // Rows come back with the transaction numbers that they were dumped with.
      const [old] = await store.query({ text: 'SELECT tx::text AS tx FROM raw.heat' });
      await other.query({ text: 'UPDATE raw.heat SET tx = $1::xid8', values: [old?.tx] });
      await receive(other, [{ payload: heat({ heat_id: 'H2' }) }]);
      const { log, warnings } = listening();
      await drain(curate(store, other, log));
      expect(await count(store, 'curated.heat')).toBe(2);
      expect(await count(store, 'curated.quarantine')).toBe(0);
      expect(warnings).toEqual([expect.stringContaining('reads all of it again')]);
      await spendTransactions(other, old?.tx);
      await drain(curate(store, other));
      expect(await count(store, 'curated.heat')).toBe(2);
      const books = openBooks(plantPlan, { raw: other, metrics: other, curated: store });
      expect(await books.read()).toMatchObject({ balanced: true, settled: true });
    },
  );

  test('or set back in place, it is read and computed anew', async () => {
    const { store } = await emptyPlant();
    const { log, warnings } = listening();
    const steps = [curate(store, store, log), compute(store, kpiPlan, plantPlan, {}, log)];
    await receive(store, [{ payload: heat({ heat_id: 'H1' }) }]);
    await drain(...steps);
    for (const schema of ['curated', 'business']) {
      await store.query({
        text: `UPDATE ${schema}.checkpoint SET position = position || '{"since": "9000000000:9000000000:"}'
|| CASE WHEN position ? 'until' THEN '{"until": "9000000000:9000000000:"}'::jsonb ELSE '{}' END`,
      });
    }
    await receive(store, [{ payload: heat({ heat_id: 'H2' }) }]);
    await drain(...steps);
    expect(await count(store, 'business.heat_kpi_v1')).toBe(2);
    expect(await count(store, 'business.heat_kpi_history_v1')).toBe(2);
    expect(warnings).toHaveLength(2);
  });

  test('can be read by a role without rights of its own', async () => {
    const { store } = await emptyPlant();
    const [row] = await store.query({
      text: `SELECT has_function_privilege('public', 'pg_control_system()', 'execute') AS may`,
    });
    expect(row).toEqual({ may: true });
  });
});
