import type { DatasetPlan, Plan } from '../plan/plan.ts';
import { majorsOf } from './table-change.ts';

/**
 * Both plans without the datasets whose tables and views are alike: most of a plant. The genealogy
 * stays, as it reads views of any dataset, which may be made anew below it.
 */
export function changedDatasets(previous: Plan, current: Plan): readonly [Plan, Plan] {
  const before = new Map(previous.datasets.map((dataset) => [dataset.id, dataset]));
  const alike = new Set(
    current.datasets.flatMap((dataset) => {
      const old = before.get(dataset.id);
      return old !== undefined && isAlike(old, dataset) ? [dataset.id] : [];
    }),
  );
  const changed = (plan: Plan): Plan => ({
    ...plan,
    datasets: plan.datasets.filter(({ id }) => !alike.has(id)),
  });
  return [changed(previous), changed(current)];
}

function isAlike(a: DatasetPlan, b: DatasetPlan): boolean {
  if (a.kind === 'reference' && a.of === 'genealogy') return false;
  return (
    a.kind === b.kind &&
    sameValue(a.tables, b.tables) &&
    sameValue(a.views, b.views) &&
    sameValue(majorsOf(a), majorsOf(b)) &&
    (a.kind !== 'event' || b.kind !== 'event' || sameValue(a.raw, b.raw))
  );
}

/** Plain data alike, whatever the order of members. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === Object.keys(b).length &&
    left.every(([name, value]) => name in right && sameValue(value, right[name]))
  );
}
