import type { FieldType } from '../../model/field-type.ts';
import { problemAt } from '../problem.ts';
import { relationships } from '../relationships.ts';
import type { Rule } from '../rule.ts';

/** Both ends of a relationship can be compared. */
export const foreignKeyType: Rule = {
  id: 'foreign-key-type',
  severity: 'error',
  summary: 'The fields at both ends of a relationship are of one type.',
  why: 'PostgreSQL refuses to compare a text with a number, and casts in a report lose the leading zeros of a heat number.',
  *check(context) {
    for (const { pairs } of relationships(context)) {
      for (const { from, to } of pairs) {
        if (family(from.field.type) === family(to.field.type)) continue;
        yield problemAt(
          to.at,
          `'${from.text}' is of type ${from.field.type.kind}, and '${to.text}' of type ${to.field.type.kind}`,
          'name the fields that hold the same identifier, or give them one type',
        );
      }
    }
  },
};

function family({ kind }: FieldType): string {
  if (kind === 'integer') return 'number';
  return kind === 'local-timestamp' ? 'timestamp' : kind;
}
