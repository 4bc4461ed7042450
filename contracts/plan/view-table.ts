import type { ViewDefinition } from './plan.ts';

/** The table that a view's rows come from; undefined where it joins views of many datasets. */
export function viewTable(definition: ViewDefinition): string | undefined {
  return definition.kind === 'genealogy' ? undefined : definition.table;
}
