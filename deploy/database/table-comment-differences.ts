import { commentColumn, commentRelation } from '../../contracts/generate/sql/comment-sql.ts';
import type { TableShape } from '../../contracts/migration/store-shape.ts';
import type { Table } from '../../contracts/plan/plan.ts';
import { commentMessage } from './comment-message.ts';
import { addition, type Difference } from './difference.ts';
import { sameComment } from './same-comment.ts';

/** Comments of a table that is there, and of its columns, that are not the planned ones. */
export function tableCommentDifferences(table: Table, actual: TableShape): readonly Difference[] {
  const name = `${table.store}.${table.name}`;
  const found: Difference[] = [];
  if (!sameComment(table.comment, actual.comment)) {
    found.push(
      addition({
        store: table.store,
        kind: 'comment',
        object: name,
        actual: actual.comment ?? 'nothing',
        planned: table.comment,
        message: commentMessage(name, actual.comment, table.comment),
        statements: [commentRelation('TABLE', table.store, table.name, table.comment)],
      }),
    );
  }
  for (const there of actual.columns) {
    const column = table.columns.find((one) => one.name === there.name);
    const wanted = column?.comment;
    if (column === undefined || sameComment(wanted, there.comment)) continue;
    found.push(
      addition({
        store: table.store,
        kind: 'comment',
        object: `${name}.${there.name}`,
        actual: there.comment ?? 'nothing',
        planned: wanted ?? 'nothing',
        message: commentMessage(`${name}.${there.name}`, there.comment, wanted),
        statements: [commentColumn(table.store, table.name, there.name, wanted)],
      }),
    );
  }
  return found;
}
