import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import { type Finding, sortFindings } from '../../contracts/finding.ts';
import type { ComputedDatasetPlan } from '../../contracts/plan/plan.ts';
import { withLibraries } from '../../contracts/source/on-demand.ts';
import { amongPlannedViews } from '../../deploy/database/planned-views.ts';
import {
  type TransformProblem,
  transformProblems,
} from '../../deploy/database/transform-problems.ts';
import { checkedTransforms, type Side } from './checked-transform.ts';
import { concernedTransforms, viewsNamed } from './concerned-transforms.ts';
import { mayBeNullFindings } from './may-be-null-findings.ts';
import { typeCheckFindings } from './type-check-findings.ts';
import { type ViewsByName, viewsByName } from './view-columns.ts';

/**
 * Checks transforms against the views that they read with PostgreSQL's own analysis, in this process:
 * those whose SQL, contract or views differ from `previous`, or all where there is none. Where none
 * differs, no database is started; starting one takes two seconds, a transform some milliseconds.
 * What a change of the producer broke is told with that change.
 */
export async function typeCheckTransforms(
  previous: PlantVersion | undefined,
  current: PlantVersion,
): Promise<readonly Finding[]> {
  const before = previous === undefined ? undefined : sideOf(previous);
  const now = sideOf(current);
  const { concerned, checked } = await withLibraries(() => {
    const concerned = concernedTransforms(
      before && { plan: before.version.plan, views: before.views },
      { plan: current.plan, views: now.views },
    );
    return { concerned, checked: checkedTransforms(concerned, before, now) };
  });
  if (concerned.length === 0) return [];
  const problems = await problemsOf(concerned, now.views);
  const findings = await withLibraries(() =>
    checked.flatMap((each) => [
      ...typeCheckFindings(
        each,
        problems.filter(({ dataset }) => dataset === each.planned),
      ),
      ...mayBeNullFindings(each),
    ]),
  );
  return sortFindings(findings);
}

function sideOf(version: PlantVersion): Side {
  return { version, views: viewsByName(version.plan) };
}

async function problemsOf(
  datasets: readonly ComputedDatasetPlan[],
  known: ViewsByName,
): Promise<readonly TransformProblem[]> {
  const names = new Set(datasets.flatMap(({ transform }) => viewsNamed(transform)));
  const views = [...names].flatMap((name) => known.get(name)?.view ?? []);
  const { pgliteStore } = await import('../../connectors/pglite/pglite-store.ts');
  const store = await pgliteStore();
  try {
    const problems = await store.transaction((session) =>
      amongPlannedViews(session, views, () => transformProblems(session, datasets, views)),
    );
    return problems ?? [];
  } finally {
    await store.close();
  }
}
