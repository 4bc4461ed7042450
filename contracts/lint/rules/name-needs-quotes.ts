import type { Dataset } from '../../model/dataset.ts';
import type { FieldType } from '../../model/field-type.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf, type LintContext } from '../lint-context.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Key words that PostgreSQL 18 reserves (appendix C of its manual), and never takes as a column. */
const reserved = new Set(
  `all,analyse,analyze,and,any,array,as,asc,asymmetric,both,case,cast,check,collate,column,constraint,
create,current_catalog,current_date,current_role,current_time,current_timestamp,current_user,default,
deferrable,desc,distinct,do,else,end,except,false,fetch,for,foreign,from,grant,group,having,in,
initially,intersect,into,lateral,leading,limit,localtime,localtimestamp,not,null,offset,on,only,or,
order,placing,primary,references,returning,select,session_user,some,symmetric,system_user,table,then,
to,trailing,true,union,unique,user,using,variadic,when,where,window,with`
    .replaceAll('\n', '')
    .split(','),
);

/** Columns can be written in SQL as they are named. */
export const nameNeedsQuotes: Rule = {
  id: 'name-needs-quotes',
  severity: 'warning',
  summary: 'No field is called like a reserved word of SQL, or needs quotes there for its letters.',
  why: 'SELECT user FROM a view gives the name of the database user, not the operator, and SELECT end is an error: both are found late.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      yield* spelling(context, dataset);
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        if (path.includes('.') || !reserved.has(field.name.toLowerCase())) continue;
        if (!hasOwnColumn(field.type)) continue;
        yield problemAtField(
          context,
          field,
          `field '${path}' of dataset '${dataset.name}' is called like a reserved word of SQL`,
          `call it ${field.name}_${dataset.name} or the like; otherwise every reader must write "${field.name}" in quotes`,
        );
      }
    }
  },
};

/** Objects and lists of objects give their name to the columns and tables of their members only. */
function hasOwnColumn(type: FieldType): boolean {
  if (type.kind === 'array') return hasOwnColumn(type.items);
  return type.kind !== 'object' && type.kind !== 'union';
}

/** Capitals and umlauts are possible and cost every reader quotes: told once per dataset. */
function* spelling(context: LintContext, dataset: Dataset): Iterable<Problem> {
  const found = fieldsBelow(dataset.fields).filter(
    ({ field }) => hasOwnColumn(field.type) && !/^[a-z_][a-z0-9_]*$/.test(field.name),
  );
  const [first] = found;
  if (first === undefined) return;
  const names = found.slice(0, 3).map(({ path }) => `'${path}'`);
  const rest = found.length > 3 ? ` and ${found.length - 3} more` : '';
  yield {
    ...problemAtField(
      context,
      first.field,
      `${names.join(', ')}${rest} of dataset '${dataset.name}' must stand in quotes in SQL`,
      'lower case letters, digits and _ need none; keep the names where the source is not yours to change',
    ),
    severity: 'info',
  };
}
