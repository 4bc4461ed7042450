import type { View } from '../plan/plan.ts';

/** Names of the tables and views of its store that a view reads. */
export function viewSources({ definition }: View): readonly string[] {
  switch (definition.kind) {
    case 'of-view':
      return [definition.view];
    case 'genealogy':
      return definition.edges.flatMap(({ view, elements }) => [
        view,
        ...(elements === undefined ? [] : [elements.view]),
      ]);
    case 'children-of-newest':
      return [definition.table, definition.parentView];
    case 'samples-with-register':
      return [definition.table, definition.register];
    case 'all':
      return [
        definition.table,
        ...(definition.recordPresent === undefined ? [] : [definition.recordPresent.table]),
      ];
    default:
      return [definition.table];
  }
}

/** The views that read any of `names`, through other views as well. */
export function readersOf(views: readonly View[], names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  let size = -1;
  while (found.size !== size) {
    size = found.size;
    for (const view of views) {
      if (viewSources(view).some((name) => names.has(name) || found.has(name))) {
        found.add(view.name);
      }
    }
  }
  return found;
}
