import type { Store } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import { type Finding, sortFindings } from '../../contracts/finding.ts';
import type { ComputedDatasetPlan } from '../../contracts/plan/plan.ts';
import { withLibraries } from '../../contracts/source/on-demand.ts';
import { kept, recalled } from '../../contracts/source/remembered.ts';
import { amongPlannedViews } from '../../deploy/database/planned-views.ts';
import {
  type TransformProblem,
  transformProblems,
} from '../../deploy/database/transform-problems.ts';
import { checkedTransforms, type Side } from './checked-transform.ts';
import {
  type ConcernedTransform,
  concernedTransforms,
  viewsNamed,
} from './concerned-transforms.ts';
import { mayBeNullFindings } from './may-be-null-findings.ts';
import { typeCheckFindings } from './type-check-findings.ts';
import { type ViewsByName, viewsByName } from './view-columns.ts';

/**
 * Checks transforms against the views that they read with PostgreSQL's own analysis, in this process:
 * those whose SQL, contract or views differ from `previous`, or all where there is none. Where none
 * differs, no database is started; starting one takes two seconds, a transform some milliseconds.
 * What a change of the producer broke is told with that change. `open` gives the database, which is
 * closed at the end and is left as it was.
 */
export async function typeCheckTransforms(
  previous: PlantVersion | undefined,
  current: PlantVersion,
  open: () => Promise<Store> = inThisProcess,
): Promise<readonly Finding[]> {
  const before = previous === undefined ? undefined : sideOf(previous);
  const now = sideOf(current);
  const { concerned, checked } = await withLibraries(() => {
    const concerned = concernedTransforms(
      before && { plan: before.version.plan, views: before.views },
      { plan: current.plan, views: now.views },
    );
    const planned = concerned.map((each) => each.planned);
    return { concerned, checked: checkedTransforms(planned, before, now) };
  });
  if (concerned.length === 0) return [];
  const problems = await problemsOf(concerned, now.views, open);
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

/** What PostgreSQL said of the same SQL over the same columns before is not asked again. */
async function problemsOf(
  concerned: readonly ConcernedTransform[],
  known: ViewsByName,
  open: () => Promise<Store>,
): Promise<readonly TransformProblem[]> {
  const told: TransformProblem[] = [];
  const asked = concerned.filter(({ planned, inputs }) => {
    const found = recalled<readonly Told[]>(KIND, keyOf(planned, inputs));
    told.push(...(found ?? []).map((problem) => ({ ...problem, dataset: planned })));
    return found === undefined;
  });
  if (asked.length === 0) return told;
  const datasets = asked.map(({ planned }) => planned);
  const { problems, gaveUp } = await askPostgres(datasets, known, open);
  for (const { planned, inputs } of asked) {
    // It may have been short of memory alone.
    if (gaveUp.has(planned)) continue;
    const own = problems.filter(({ dataset }) => dataset === planned);
    kept(
      KIND,
      keyOf(planned, inputs),
      own.map(({ dataset: _, ...problem }): Told => problem),
    );
  }
  return [...told, ...problems];
}

/** Loaded here: most checks need no database. */
async function inThisProcess(): Promise<Store> {
  const { pgliteStore } = await import('../../connectors/pglite/pglite-store.ts');
  return pgliteStore();
}

type Told = Omit<TransformProblem, 'dataset'>;

const KIND = 'transform in PostgreSQL 18';

/** Its words name files and lines as well. */
function keyOf({ id, contractPath, transform }: ComputedDatasetPlan, inputs: string): string {
  return JSON.stringify([id, contractPath, transform.path, transform.place, inputs]);
}

interface Asked {
  readonly problems: readonly TransformProblem[];
  /** Transforms that ended the database, so that nothing more is known of them. */
  readonly gaveUp: ReadonlySet<ComputedDatasetPlan>;
}

/**
 * What ends a database (a literal that is nested too deep) is told of the one transform that did it: the
 * others are asked again, half by half, each time of a new database.
 */
async function askPostgres(
  datasets: readonly ComputedDatasetPlan[],
  known: ViewsByName,
  open: () => Promise<Store>,
): Promise<Asked> {
  try {
    return { problems: await askTogether(datasets, known, open), gaveUp: new Set() };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const [dataset, ...others] = datasets;
    if (dataset !== undefined && others.length === 0) {
      return { problems: [endedProblem(dataset, error)], gaveUp: new Set([dataset]) };
    }
  }
  const half = Math.ceil(datasets.length / 2);
  const first = await askPostgres(datasets.slice(0, half), known, open);
  const second = await askPostgres(datasets.slice(half), known, open);
  return {
    problems: [...first.problems, ...second.problems],
    gaveUp: new Set([...first.gaveUp, ...second.gaveUp]),
  };
}

/** The database gave up on what it was asked; another one than a database that does not start. */
class Ended extends Error {
  override readonly name = 'Ended';
}

function endedProblem(dataset: ComputedDatasetPlan, { message }: Ended): TransformProblem {
  const { line, column } = dataset.transform.place;
  return {
    dataset,
    at: { kind: 'sql', line, column },
    text: `PostgreSQL says: ${message}. Look for a literal or an expression that is very long, or nested very deep`,
    answer: { message },
  };
}

async function askTogether(
  datasets: readonly ComputedDatasetPlan[],
  known: ViewsByName,
  open: () => Promise<Store>,
): Promise<readonly TransformProblem[]> {
  const names = new Set(datasets.flatMap(({ transform }) => viewsNamed(transform)));
  const views = [...names].flatMap((name) => known.get(name)?.view ?? []);
  const store = await open();
  let isEnded = false;
  try {
    const problems = await store.transaction((session) =>
      amongPlannedViews(session, views, () => transformProblems(session, datasets, views)),
    );
    return problems ?? [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    isEnded = true;
    throw new Ended(`it gives up (${error.answer?.message ?? error.message})`);
  } finally {
    // One that has ended refuses even that.
    await store.close().catch((error: unknown) => {
      if (!isEnded) throw error;
    });
  }
}
