import type { Dataset } from '../../model/dataset.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Every measured number has a unit. */
export const unitOnMeasuredQuantity: Rule = {
  id: 'unit-on-measured-quantity',
  severity: 'warning',
  summary: 'Every decimal number carries its unit, in the contract or in the tag register.',
  why: 'A speed in m/min read as m/s, or normal cubic metres read as cubic metres, is wrong without ever looking wrong.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        const type = field.type.kind === 'array' ? field.type.items : field.type;
        if (type.kind !== 'number' || field.unit !== undefined) continue;
        if (takesUnitFromTags(dataset, path)) continue;
        yield problemAtField(
          context,
          field,
          `field '${path}' of dataset '${dataset.name}' is a measured number without a unit`,
          'add customProperties: [{property: unit, value: <UCUM code>}] to the property in the contract; a ratio has the unit "1" or "%"',
        );
      }
      if (dataset.source.kind !== 'stream') continue;
      for (const tag of dataset.source.tags) {
        if (tag.unit !== undefined) continue;
        yield {
          place: tag.place,
          pointer: '',
          message: `tag '${tag.id}' of dataset '${dataset.name}' has no unit`,
          hint: 'fill its column unit with a UCUM code; a state or a count has the unit "1"',
        };
      }
    }
  },
};

function takesUnitFromTags(dataset: Dataset, path: string): boolean {
  return (
    dataset.source.kind === 'stream' &&
    dataset.source.stream.class === 'sensor' &&
    dataset.source.stream.series.value === path &&
    dataset.source.tags.length > 0
  );
}
