import { selectOf, sqlNodes } from '../../contracts/model/sql-tree.ts';
import type { Transform } from '../../contracts/model/transform.ts';
import type { ComputedDatasetPlan, Plan } from '../../contracts/plan/plan.ts';
import type { ViewsByName } from './view-columns.ts';

/** A computed dataset with all that decides what its check finds, as text. */
export interface ConcernedTransform {
  readonly planned: ComputedDatasetPlan;
  readonly inputs: string;
}

/**
 * The computed datasets whose check can come out otherwise than before: their SQL, their contract's
 * columns or the columns of a view that they read differ. All where there is no previous plan.
 * Runs within `withLibraries`.
 */
export function concernedTransforms(
  previous: { readonly plan: Plan; readonly views: ViewsByName } | undefined,
  current: { readonly plan: Plan; readonly views: ViewsByName },
): readonly ConcernedTransform[] {
  const before = new Map<string, string>(
    previous === undefined
      ? []
      : computedOf(previous.plan).map((one) => [one.id, checked(one, previous.views)] as const),
  );
  return computedOf(current.plan).flatMap((planned) => {
    const inputs = checked(planned, current.views);
    return before.get(planned.id) === inputs ? [] : [{ planned, inputs }];
  });
}

function computedOf(plan: Plan): readonly ComputedDatasetPlan[] {
  return plan.datasets.filter((dataset) => dataset.kind === 'computed');
}

/** All that the check looks at. */
function checked({ transform, key, views }: ComputedDatasetPlan, known: ViewsByName): string {
  const own = views.map(({ columns }) =>
    columns.map(({ name, type, nullable }) => [name, type, nullable]),
  );
  const read = viewsNamed(transform).map((name) => [
    name,
    [...(known.get(name)?.columns.values() ?? [])].map(({ name, type, nullable }) => [
      name,
      type,
      nullable,
    ]),
  ]);
  return JSON.stringify([transform.sql, transform.refresh, key, own, read]);
}

/** Every view that the SQL or an entry of `changed_by` names. */
export function viewsNamed({ reads, refresh }: Transform): readonly string[] {
  const names = new Set(reads.map(({ store, view }) => `${store}.${view}`));
  for (const { keys } of refresh.kind === 'full' ? [] : refresh.changedBy) {
    if (keys.kind === 'columns') continue;
    for (const { kind, body } of sqlNodes(selectOf(keys.sql))) {
      if (kind !== 'RangeVar' || body.schemaname === undefined) continue;
      names.add(`${String(body.schemaname)}.${String(body.relname)}`);
    }
  }
  return [...names];
}
