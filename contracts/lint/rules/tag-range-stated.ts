import type { Rule } from '../rule.ts';
import { dimensionOf, isDimensionless } from '../unit-dimension.ts';
import { writtenTags } from '../written-units.ts';

/** A measured tag has a plausible range. */
export const tagRangeStated: Rule = {
  id: 'tag-range-stated',
  severity: 'info',
  summary: 'Every tag of a measured quantity says which range is plausible.',
  why: 'A broken wire sends the end of its scale: without a range it counts as a measurement, and the mean of the heat is that of the wire.',
  *check(context) {
    for (const { dataset, tags } of writtenTags(context)) {
      for (const { id, unit, minimum, maximum, place } of tags) {
        if (minimum !== undefined || maximum !== undefined || unit === undefined) continue;
        // States and counts have no range.
        const dimension = dimensionOf(unit.code);
        if (unit.code !== '%' && dimension !== undefined && isDimensionless(dimension)) continue;
        yield {
          place,
          pointer: '',
          message: `tag '${id}' of dataset '${dataset}' has no plausible range`,
          hint: 'fill its columns minimum and maximum; samples outside are kept and marked bad',
        };
      }
    }
  },
};
