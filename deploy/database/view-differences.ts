import {
  commentColumn,
  commentRelation,
  commentView,
} from '../../contracts/generate/sql/comment-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import { createView, dropView } from '../../contracts/generate/sql/view-sql.ts';
import type { ViewShape } from '../../contracts/migration/store-shape.ts';
import type { View, ViewColumn } from '../../contracts/plan/plan.ts';
import { commentMessage } from './comment-message.ts';
import { addition, BY_MIGRATION, type Difference, refusal } from './difference.ts';
import { sameComment } from './same-comment.ts';

const LATER = `Consumers read it as it is: ${BY_MIGRATION}`;

export function newView(view: View): readonly Difference[] {
  return [
    addition({
      store: view.store,
      kind: 'view',
      object: nameOf(view),
      planned: `${view.columns.length} columns`,
      message: `creates the view ${nameOf(view)}`,
      statements: [createView(view, ownSchema), ...commentView(view, ownSchema)],
    }),
  ];
}

/** What is known of a view that is there, beside its shape. */
export interface ViewFacts {
  /** It shows only what the repository knows: another one takes its place where nobody needs it. */
  readonly remade: boolean;
  /** What keeps it from being dropped, in words. */
  readonly needed: readonly string[];
}

/**
 * How a view that is there differs. `expected` is the planned view with the columns that both have,
 * in the order of the one that is there: new columns go to its end, where PostgreSQL lets them in.
 */
export function viewDifferences(
  view: View,
  expected: ViewShape | undefined,
  actual: ViewShape,
  facts: ViewFacts,
): readonly Difference[] {
  const refusals = actual.columns.flatMap((there) => {
    const wanted = expected?.columns.find((column) => column.name === there.name);
    return wanted?.type === there.type
      ? []
      : [columnRefusal(view, there.name, there.type, wanted?.type)];
  });
  if (refusals.length > 0) {
    if (!facts.remade) return refusals;
    return [facts.needed.length === 0 ? remadeView(view, actual) : neededView(view, facts.needed)];
  }
  if (expected?.definition !== actual.definition) {
    return [replacedView(view, actual), ...commentDifferences(view, actual)];
  }
  const added = view.columns.filter(
    (column) => !actual.columns.some((there) => there.name === column.name),
  );
  return [
    ...(added.length === 0 ? [] : [widerView(view, actual)]),
    ...commentDifferences(view, actual),
  ];
}

/** With fewer or other columns: PostgreSQL replaces no such view in place. */
function remadeView(view: View, actual: ViewShape): Difference {
  return addition({
    store: view.store,
    kind: 'view',
    effect: 'alters',
    object: nameOf(view),
    actual: oneLine(actual.definition),
    planned: `${view.columns.length} columns`,
    message: `makes the view ${nameOf(view)} anew, with ${view.columns.map(({ name }) => name).join(', ')}`,
    statements: [
      dropView(view.store, view.name, ownSchema),
      createView(view, ownSchema),
      ...commentView(view, ownSchema),
    ],
  });
}

function neededView(view: View, needed: readonly string[]): Difference {
  return refusal({
    store: view.store,
    kind: 'view',
    object: nameOf(view),
    actual: 'one with other columns',
    planned: view.columns.map(({ name }) => name).join(', '),
    next: `It cannot be made anew while somebody needs it: ${needed.join(', ')}. Drop or revoke that first.`,
  });
}

/** The same columns for whoever reads it; the contracts say which rows they hold. */
function replacedView(view: View, actual: ViewShape): Difference {
  const { columns, added } = inOrderOf(actual, view);
  return addition({
    store: view.store,
    kind: 'view',
    effect: 'alters',
    object: nameOf(view),
    actual: oneLine(actual.definition),
    planned: 'the same columns from other tables and views',
    message: `replaces the view ${nameOf(view)}${added.length === 0 ? '' : `, with ${added.map(({ name }) => name).join(', ')}`}`,
    statements: [createView({ ...view, columns }, ownSchema), ...commentsOf(view, added)],
  });
}

function commentsOf(view: View, columns: readonly ViewColumn[]): readonly string[] {
  return columns
    .filter((column) => column.comment !== undefined)
    .map((column) => commentColumn(view.store, view.name, column.name, column.comment));
}

/** The planned columns as CREATE OR REPLACE takes them: those that are there, then the new ones. */
function inOrderOf(
  actual: ViewShape,
  view: View,
): { readonly columns: readonly ViewColumn[]; readonly added: readonly ViewColumn[] } {
  const position = (name: string) => {
    const index = actual.columns.findIndex((there) => there.name === name);
    return index === -1 ? actual.columns.length : index;
  };
  const columns = [...view.columns].sort((a, b) => position(a.name) - position(b.name));
  return { columns, added: columns.slice(actual.columns.length) };
}

function columnRefusal(
  view: View,
  column: string,
  actual: string,
  planned: string | undefined,
): Difference {
  return refusal({
    store: view.store,
    kind: 'view',
    object: `${nameOf(view)}.${column}`,
    actual,
    planned: planned ?? 'no such column',
    next: LATER,
  });
}

function widerView(view: View, actual: ViewShape): Difference {
  const { columns, added } = inOrderOf(actual, view);
  const names = added.map((column) => column.name).join(', ');
  return addition({
    store: view.store,
    kind: 'view',
    object: nameOf(view),
    actual: `${actual.columns.length} columns`,
    planned: `also ${names}`,
    message: `adds ${names} to the view ${nameOf(view)}`,
    statements: [createView({ ...view, columns }, ownSchema), ...commentsOf(view, added)],
  });
}

function commentDifferences(view: View, actual: ViewShape): readonly Difference[] {
  const found: Difference[] = [];
  if (!sameComment(view.comment, actual.comment)) {
    found.push(
      addition({
        store: view.store,
        kind: 'comment',
        object: nameOf(view),
        actual: actual.comment ?? 'nothing',
        planned: view.comment,
        message: commentMessage(nameOf(view), actual.comment, view.comment),
        statements: [commentRelation('VIEW', view.store, view.name, view.comment)],
      }),
    );
  }
  for (const there of actual.columns) {
    const wanted = view.columns.find((column) => column.name === there.name)?.comment;
    if (sameComment(wanted, there.comment)) continue;
    found.push(
      addition({
        store: view.store,
        kind: 'comment',
        object: `${nameOf(view)}.${there.name}`,
        actual: there.comment ?? 'nothing',
        planned: wanted ?? 'nothing',
        message: commentMessage(`${nameOf(view)}.${there.name}`, there.comment, wanted),
        statements: [commentColumn(view.store, view.name, there.name, wanted)],
      }),
    );
  }
  return found;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function nameOf(view: View): string {
  return `${view.store}.${view.name}`;
}
