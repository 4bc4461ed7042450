import { expect, test } from 'vitest';
import type { Row, Store } from '../../../connectors/connector.ts';
import type { ChangedBy } from '../../../contracts/model/transform.ts';
import type { ComputedDatasetPlan, Plan } from '../../../contracts/plan/plan.ts';
import type { PostgresType } from '../../../contracts/plan/postgres-type.ts';
import { describeWith } from '../../support/services/services.ts';
import { computedPlan, plantPlan } from './support/heat-plan.ts';
import { emptyPlant, receive } from './support/plant.ts';
import { compute, curate, drain } from './support/steps.ts';

const heats = { store: 'curated', view: 'heat_v1' } as const;
const history = { store: 'curated', view: 'heat_history_v1' } as const;

/** Heats counted by one value of theirs, which is the key. */
function countedBy(
  key: string,
  type: PostgresType,
  value: string,
  changedBy: readonly ChangedBy[],
): ComputedDatasetPlan {
  return computedPlan({
    name: 'counted',
    columns: [
      [key, type],
      ['heats', 'bigint'],
    ],
    key: [key],
    sql: `SELECT ${value} AS ${key}, count(*) AS heats FROM curated.heat_v1 WHERE ${value} IS NOT NULL GROUP BY 1`,
    reads: changedBy.map(({ view }) => view),
    refresh: { kind: 'incremental', key: [key], changedBy },
  });
}

/** A plan whose transform apply does not judge by its types, as a database of an earlier one. */
function unjudged(dataset: ComputedDatasetPlan): ComputedDatasetPlan {
  const columns = dataset.tables[0]?.columns.filter(({ source }) => source.kind === 'result') ?? [];
  const nothing = columns.map(({ name, type }) => `NULL::${type} AS ${name}`).join(', ');
  const { transform } = dataset;
  return {
    ...dataset,
    transform: { ...transform, sql: `SELECT ${nothing}`, refresh: { kind: 'full' } },
  };
}

async function counted(dataset: ComputedDatasetPlan, heatTexts: readonly string[]) {
  const plan: Plan = { ...plantPlan, datasets: [...plantPlan.datasets, dataset] };
  const { store } = await emptyPlant({
    ...plantPlan,
    datasets: [...plantPlan.datasets, unjudged(dataset)],
  });
  const steps = [curate(store), compute(store, dataset, plan)];
  await drain(...steps);
  await receive(
    store,
    heatTexts.map((text, n) => ({
      text: `{"heat_id":"H${n}","caster":1,"revision":1,${text}}`,
    })),
  );
  await drain(...steps);
  return rows(store);
}

function rows(store: Store): Promise<readonly Row[]> {
  return store.query({
    text: 'SELECT * FROM business.counted_v1 ORDER BY 1',
  });
}

describeWith('PostgreSQL 15', 'keys of a computed dataset', () => {
  test.each<[string, readonly ChangedBy[]]>([
    ['a column', [{ view: heats, keys: { kind: 'columns', columns: ['weight'] } }]],
    [
      'a SELECT',
      [{ view: heats, keys: { kind: 'select', sql: 'SELECT c.weight FROM changed AS c' } }],
    ],
    [
      'two views',
      [
        { view: heats, keys: { kind: 'columns', columns: ['weight'] } },
        {
          view: history,
          keys: { kind: 'select', sql: 'SELECT c.weight * 1.00 AS weight FROM changed AS c' },
        },
      ],
    ],
  ])('that differ in their zeros only are one number, found by %s', async (_way, changedBy) => {
    expect(
      await counted(countedBy('weight', 'numeric', 'weight', changedBy), [
        '"weight":1.5',
        '"weight":1.50',
      ]),
    ).toMatchObject([{ heats: '2' }]);
  });

  test('of whole numbers are found by senders who write 2.0', async () => {
    const changedBy: readonly ChangedBy[] = [
      { view: heats, keys: { kind: 'columns', columns: ['weight'] } },
    ];
    expect(
      await counted(countedBy('weight', 'bigint', 'weight', changedBy), ['"weight":2.0']),
    ).toMatchObject([{ weight: '2', heats: '1' }]);
  });

  test('that are days are found by the instants on them', async () => {
    const changedBy: readonly ChangedBy[] = [
      { view: heats, keys: { kind: 'columns', columns: ['cast_end'] } },
    ];
    expect(
      await counted(countedBy('day', 'date', 'cast_end::date', changedBy), [
        '"cast_end":"2026-03-01T01:00:00Z"',
        '"cast_end":"2026-03-01T02:00:00Z"',
      ]),
    ).toMatchObject([{ day: '2026-03-01', heats: '2' }]);
  });

  test('are found past a changed row that holds none', async () => {
    const id = "CASE WHEN heat_id LIKE 'H%' THEN substr(heat_id, 2)::bigint END";
    const changedBy: readonly ChangedBy[] = [
      { view: heats, keys: { kind: 'columns', columns: ['grade'] } },
    ];
    expect(
      await counted(countedBy('grade', 'bigint', id, changedBy), ['"grade":"none"', '"grade":"1"']),
    ).toMatchObject([{ grade: '0' }, { grade: '1' }]);
  });
});
