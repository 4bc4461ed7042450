import type { Plan, View, ViewColumn } from '../../contracts/plan/plan.ts';

/** The views of a plan by `<store>.<name>`, each with its columns by name. */
export type ViewsByName = ReadonlyMap<string, PlannedView>;

export interface PlannedView {
  readonly view: View;
  readonly columns: ReadonlyMap<string, ViewColumn>;
}

export function viewsByName(plan: Plan | undefined): ViewsByName {
  return new Map(
    (plan?.datasets ?? []).flatMap(({ views }) =>
      views.map((view) => {
        const columns = new Map(view.columns.map((column) => [column.name, column] as const));
        return [`${view.store}.${view.name}`, { view, columns }] as const;
      }),
    ),
  );
}
