import type { Field } from '../../model/field.ts';
import { problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** PostgreSQL keeps 63 bytes of a name. */
const bytesMax = 63;

/** Columns stand in the database as the contract names their fields. */
export const columnNameTooLong: Rule = {
  id: 'column-name-too-long',
  severity: 'warning',
  summary: `The path of a field fits into the ${bytesMax} bytes of a column name.`,
  why: 'A longer name is cut and ends in a hash: consumers must look up what the column is called, and a rename above changes it.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      for (const { column, field } of columnsOf(dataset.fields, '')) {
        const bytes = new TextEncoder().encode(column).length;
        if (bytes <= bytesMax) continue;
        yield problemAtField(
          context,
          field,
          `the column '${column}' of dataset '${dataset.name}' would have a name of ${bytes} bytes; ${bytesMax} fit`,
          'choose shorter names in the payload; the long one belongs into businessName',
        );
      }
    }
  },
};

/** Objects lend their name to the columns of their members; rows of an array start anew. */
function* columnsOf(
  fields: readonly Field[],
  prefix: string,
): Iterable<{ readonly column: string; readonly field: Field }> {
  for (const field of fields) {
    const column = `${prefix}${field.name}`;
    const { type } = field;
    if (type.kind === 'object') yield* columnsOf(type.fields, `${column}_`);
    else if (type.kind === 'union') {
      for (const branch of type.branches) yield* columnsOf(branch.fields, `${column}_`);
    } else if (type.kind === 'array' && type.items.kind === 'object') {
      yield* columnsOf(type.items.fields, '');
    } else yield { column, field };
  }
}
