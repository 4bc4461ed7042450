import type { StoreSession } from '../../connectors/connector.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { Difference } from './difference.ts';
import { amongPlannedViews, readableViews } from './planned-views.ts';
import { type TransformProblem, transformProblems } from './transform-problems.ts';

export interface TransformDifferences {
  readonly refusals: readonly Difference[];
  readonly notes: readonly string[];
}

/**
 * Transforms and their `changed_by` queries, checked by PostgreSQL against the planned views: every
 * name exists, and the result has exactly the contract's columns in types that fit. None is run.
 */
export async function transformDifferences(
  session: StoreSession,
  plan: Plan,
): Promise<TransformDifferences> {
  const computed = plan.datasets.filter((dataset) => dataset.kind === 'computed');
  if (computed.length === 0) return { refusals: [], notes: [] };
  const views = readableViews(plan);
  const problems = await amongPlannedViews(session, views, () =>
    transformProblems(session, computed, views),
  );
  return problems === undefined
    ? {
        refusals: [],
        notes: [
          'transforms are not checked: this login does not own the schemas metrics, curated and business, or may not make temporary views',
        ],
      }
    : { refusals: problems.map(refused), notes: [] };
}

function refused({ dataset, at, text }: TransformProblem): Difference {
  const where =
    at.kind === 'sql'
      ? `${dataset.transform.path}:${at.line}:${at.column}`
      : `${dataset.contractPath}, changed_by of ${at.view}`;
  return {
    store: 'business',
    kind: 'transform',
    object: dataset.id,
    action: 'refuse',
    actual: text,
    planned: 'a SELECT that gives the columns of the contract',
    message: `${where}: ${text}`,
    statements: [],
  };
}
