import type { ViewDefinition } from './plan.ts';

/** The table that a view's rows come from; undefined where it shows other views. */
export function viewTable(definition: ViewDefinition): string | undefined {
  return definition.kind === 'genealogy' || definition.kind === 'of-view'
    ? undefined
    : definition.table;
}
