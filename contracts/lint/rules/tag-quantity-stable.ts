import type { Rule } from '../rule.ts';
import { dimensionOf, isSameDimension } from '../unit-dimension.ts';
import { writtenTags } from '../written-units.ts';

/** A tag measures the same quantity for ever. */
export const tagQuantityStable: Rule = {
  id: 'tag-quantity-stable',
  severity: 'error',
  summary: 'All rows of a tag have units of one dimension.',
  why: 'An id that meant a level in mm and now means a pressure in bar makes one curve of two quantities, and every average over it is wrong.',
  *check(context) {
    for (const { tags } of writtenTags(context)) {
      for (const [index, tag] of tags.entries()) {
        const before = tags[index - 1];
        if (before?.id !== tag.id || before.unit === undefined || tag.unit === undefined) continue;
        const old = dimensionOf(before.unit.code);
        const now = dimensionOf(tag.unit.code);
        if (old === undefined || now === undefined || isSameDimension(old, now)) continue;
        yield {
          place: tag.place,
          pointer: '',
          message: `tag '${tag.id}' changes from '${before.unit.code}' to '${tag.unit.code}', another quantity`,
          hint: 'give the new quantity an id of its own',
        };
      }
    }
  },
};
