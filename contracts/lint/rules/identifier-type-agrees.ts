import type { Field } from '../../model/field.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** An identifier of one kind is of one type everywhere. */
export const identifierTypeAgrees: Rule = {
  id: 'identifier-type-agrees',
  severity: 'error',
  summary: 'All fields that hold one kind of identifier are of one type.',
  why: 'A heat number that is a text here and a number there loses its leading zeros on the way, and tracing ends at the first slab.',
  *check(context) {
    const first = new Map<string, { readonly kind: string; readonly where: string }>();
    for (const { product, dataset } of datasetsOf(context)) {
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        if (field.identifier === undefined) continue;
        const kind = kindOf(field);
        const where = `${product.id}.${dataset.name}.${path}`;
        const other = first.get(field.identifier);
        if (other === undefined) first.set(field.identifier, { kind, where });
        if (other === undefined || other.kind === kind) continue;
        yield problemAtField(
          context,
          field,
          `'${path}' of dataset '${dataset.name}' is a ${field.identifier} of type ${kind}; ${other.where} is of type ${other.kind}`,
          'give both the type that the plant writes it in, a text where zeros may lead',
        );
      }
    }
  },
};

/** Of a list the type of its elements: each of them is an identifier. */
function kindOf({ type }: Field): string {
  let item = type;
  while (item.kind === 'array') item = item.items;
  return item.kind;
}
