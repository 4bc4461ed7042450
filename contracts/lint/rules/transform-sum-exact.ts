import { placeInSql } from '../../model/sql-place.ts';
import { columnParts, isRecord, lastName } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';
import { typesOfRead } from '../views.ts';

const sums =
  /^(sum|avg|stddev|stddev_pop|stddev_samp|variance|var_pop|var_samp|corr|covar_pop|covar_samp|regr_\w+)$/;

/** Sums do not depend on the order of their rows. */
export const transformSumExact: Rule = {
  id: 'transform-sum-exact',
  severity: 'warning',
  summary: 'Transforms sum values of double precision as numeric.',
  why: 'Doubles sum to another last digit in another order, and PostgreSQL reads rows in any: each recompute writes a revision of a figure that did not change.',
  *check(context) {
    for (const { bound, transform, nodes } of parsedTransforms(context)) {
      const typeOf = typesOfRead(context, transform);
      for (const { kind, body } of nodes) {
        if (kind !== 'FuncCall' || !sums.test(lastName(body.funcname))) continue;
        const [argument]: readonly unknown[] = Array.isArray(body.args) ? body.args : [];
        const reference = isRecord(argument) ? argument.ColumnRef : undefined;
        const column = isRecord(reference) ? (columnParts(reference).at(-1) ?? '') : '';
        if (typeOf(column) !== 'double precision') continue;
        yield {
          place: placeInSql(transform, body.location),
          pointer: '',
          message: `the ${lastName(body.funcname)} of '${column}' in the transform of '${bound.dataset.name}' depends on the order of the rows`,
          hint: `write ${lastName(body.funcname)}(${column}::numeric)`,
        };
      }
    }
  },
};
