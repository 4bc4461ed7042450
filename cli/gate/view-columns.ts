import type { Plan, View, ViewColumn } from '../../contracts/plan/plan.ts';

/** The views of a plan by `<store>.<name>`, each with its columns by name. */
export type ViewsByName = ReadonlyMap<string, PlannedView>;

export interface PlannedView {
  readonly view: View;
  readonly columns: ReadonlyMap<string, ViewColumn>;
}

/** Of thousands of views, few are looked at. */
class LazyView implements PlannedView {
  readonly view: View;
  #columns: ReadonlyMap<string, ViewColumn> | undefined;

  constructor(view: View) {
    this.view = view;
  }

  get columns(): ReadonlyMap<string, ViewColumn> {
    this.#columns ??= new Map(this.view.columns.map((column) => [column.name, column] as const));
    return this.#columns;
  }
}

export function viewsByName(plan: Plan | undefined): ViewsByName {
  return new Map(
    (plan?.datasets ?? []).flatMap(({ views }) =>
      views.map((view) => [`${view.store}.${view.name}`, new LazyView(view)] as const),
    ),
  );
}
