import { expect, test } from 'vitest';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { describeWith } from '../../support/services/services.ts';
import { kpiPlan } from './support/heat-plan.ts';
import { emptyPlant, heat, receive } from './support/plant.ts';
import { compute, curate, drain } from './support/steps.ts';

/** Milliseconds of work per row, in a column that a list of the keys does not ask for. */
const LABOUR = '(SELECT count(*) FROM generate_series(1, 100000 + length(h.heat_id))) * 0';

describeWith('PostgreSQL 15', 'computing a dataset anew', () => {
  test('comes to its end where one statement for all of it takes longer than the store allows', async () => {
    const { store, url } = await emptyPlant();
    const ids = Array.from({ length: 60 }, (_, n) => `H${n}`);
    await receive(
      store,
      ids.map((heat_id) => ({ payload: heat({ heat_id }) })),
    );
    await drain(curate(store));
    const sql = kpiPlan.transform.sql.replace(
      'h.chemistry_c AS carbon',
      `h.chemistry_c + ${LABOUR} AS carbon`,
    );
    const laborious = { ...kpiPlan, transform: { ...kpiPlan.transform, sql } };
    const impatient = postgresStore(url, { statementTimeoutMs: 500 });
    try {
      const step = compute(impatient, laborious);
      expect(await step.runOnce()).toMatchObject({ outcome: 'moved', counts: { revised: 60 } });
      expect((await step.runOnce()).outcome).toBe('idle');
    } finally {
      await impatient.close();
    }
  });
});
