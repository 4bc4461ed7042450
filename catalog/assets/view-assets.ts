import type { DatasetPlan, View } from '../../contracts/plan/plan.ts';
import { present } from './present.ts';
import type { ViewAsset } from './shapes.ts';

/** The views that consumers read, in the plan's order. */
export function viewAssets(plan: DatasetPlan): ViewAsset[] {
  return plan.views.map((view) => ({
    name: `${view.store}.${view.name}`,
    major: view.major,
    rows: rowsOf(view, plan),
    comment: view.comment,
    columns: view.columns.map((column) =>
      present({
        name: column.name,
        type: column.type,
        nullable: column.nullable,
        unit: column.unit,
        classification: column.classification,
        description: withoutUnit(column.comment, column.unit),
      }),
    ),
  }));
}

/** What one row of the view is, in the reader's words. */
function rowsOf({ definition }: View, plan: DatasetPlan): ViewAsset['rows'] {
  switch (definition.kind) {
    case 'newest':
      return 'newest';
    case 'children-of-newest':
      return 'elements';
    case 'good-samples':
      return 'samples';
    case 'samples-with-register':
      return 'history';
    case 'present':
      return 'reference';
    case 'genealogy':
      return 'genealogy';
    case 'of-view':
      return 'all';
    case 'all':
      return plan.kind === 'event' || plan.kind === 'computed'
        ? allOf(definition.table, plan)
        : 'all';
  }
}

function allOf(name: string, plan: DatasetPlan): ViewAsset['rows'] {
  const rows = plan.tables.find((table) => table.name === name)?.rows.kind;
  if (rows === 'elements') return 'elements';
  return plan.views.some(({ definition }) => definition.kind === 'newest') ? 'history' : 'all';
}

/** A comment says `description [unit]`; the unit has a member of its own. */
function withoutUnit(comment: string | undefined, unit: string | undefined): string | undefined {
  if (comment === undefined || unit === undefined) return comment;
  const mark = `[${unit}]`;
  if (!comment.endsWith(mark)) return comment;
  const rest = comment.slice(0, -mark.length).trimEnd();
  return rest === '' ? undefined : rest;
}
