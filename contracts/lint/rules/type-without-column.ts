import type { FieldType, JsonType } from '../../model/field-type.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

const reasons: Readonly<Record<JsonType['reason'], string>> = {
  recursive: 'it contains itself',
  'undiscriminated-union': 'its branches have no member that tells them apart by a constant',
  'pattern-properties': 'its member names follow a pattern',
  'additional-properties': 'its member names are open',
  'array-depth': 'it lies in a third level of arrays',
  'mixed-type': 'it may be of several types',
  untyped: 'the schema does not say its type',
  tuple: 'its items differ by position',
};

/** Tells which fields become one jsonb column instead of typed ones. */
export const typeWithoutColumn: Rule = {
  id: 'type-without-column',
  severity: 'info',
  summary: 'Fields whose shape has no columns are stored as jsonb, and the contract says why.',
  why: 'Consumers of a jsonb column get no types, no units and no warning when its content changes.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        const json = jsonIn(field.type);
        if (json === undefined) continue;
        yield problemAtField(
          context,
          field,
          `field '${path}' of dataset '${dataset.name}' becomes a jsonb column because ${reasons[json.reason]}`,
          'give it a fixed shape in the payload schema where consumers should query it',
        );
      }
    }
  },
};

function jsonIn(type: FieldType): JsonType | undefined {
  if (type.kind === 'array') return jsonIn(type.items);
  return type.kind === 'json' ? type : undefined;
}
