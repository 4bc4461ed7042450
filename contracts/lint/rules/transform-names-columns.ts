import { placeInSql } from '../../model/sql-place.ts';
import { columnParts, isRecord } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';

/** A transform names what it gives. */
export const transformNamesColumns: Rule = {
  id: 'transform-names-columns',
  severity: 'warning',
  summary: 'The outermost SELECT of a transform names its columns.',
  why: 'With SELECT * a column that the source adds next month arrives unasked, and the recompute fails or the contract is silently broken.',
  *check(context) {
    for (const { bound, transform, select } of parsedTransforms(context)) {
      for (const target of Array.isArray(select.targetList) ? select.targetList : []) {
        const body: unknown = isRecord(target) ? target.ResTarget : undefined;
        const value: unknown = isRecord(body) ? body.val : undefined;
        if (!isRecord(value) || !isRecord(value.ColumnRef)) continue;
        if (columnParts(value.ColumnRef).at(-1) !== '*') continue;
        yield {
          place: placeInSql(transform, value.ColumnRef.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' selects whatever columns its source has`,
          hint: `name them: ${bound.dataset.fields
            .map((field) => field.name)
            .slice(0, 12)
            .join(', ')}`,
        };
      }
    }
  },
};
