import type { StoreSession } from '../../connectors/connector.ts';
import { isReference, otherUnits, rowsAsJson } from '../../contracts/generate/sql/reference-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { type Difference, refusal } from './difference.ts';

/**
 * Units that tag registers would change under samples that are there: nothing converts them. A
 * recalibration is a row of its own with valid_from, and changes no sample before it. A row that is moved
 * in time, put in between or removed is judged by the samples that it would concern. `session` and
 * `actual` are those of metrics.
 */
export async function registerUnitDifferences(
  session: StoreSession,
  plan: Plan,
  actual: StoreShape,
): Promise<readonly Difference[]> {
  const there = new Set(actual.tables.map(({ name }) => name));
  const found: Difference[] = [];
  for (const dataset of plan.datasets) {
    if (dataset.kind !== 'sensor') continue;
    const [samples] = dataset.tables;
    const register = dataset.tables.find(isReference);
    if (samples === undefined || register === undefined) continue;
    if (!there.has(samples.name) || !there.has(register.name)) continue;
    const rows = await session.query<{ tag: string; actual: string; planned: string | null }>({
      text: otherUnits(register, samples, ownSchema),
      values: [rowsAsJson(register)],
    });
    found.push(
      ...rows.map((row) =>
        refusal({
          store: 'metrics',
          kind: 'unit',
          object: `metrics.${register.name}, tag ${row.tag}`,
          actual: row.actual,
          planned: row.planned ?? 'no unit',
          next: `Samples that are there were written in ${row.actual} and nothing converts them. Put the row with ${row.actual} back as it was; where the gauge has changed, add a row with the same id and a valid_from after the last of them.`,
        }),
      ),
    );
  }
  return found;
}
