import { describe, expect, it } from 'vitest';
import { fieldTexts, unitText } from '../../../contracts/plan/field-text.ts';
import { unitOfComment } from '../../../deploy/database/unit-of-comment.ts';
import { field } from '../../contracts/plan/example-plant.ts';

describe('the unit at the end of a comment', () => {
  it.each([
    { code: 't' },
    { code: '[degF]' },
    { code: 'm[H2O]' },
    { code: '[in_i]/[lbf_av]' },
    { code: 'm3', quantity: 'volume', reference: '0 Cel, 1.01325 bar' },
    { code: 'K', quantity: 'difference [see note]' },
    { code: '%', reference: 'half open [0, 1)' },
    { code: '1', reference: 'a lone ]' },
  ])('is read back as $code was written, whatever the description holds', (unit) => {
    for (const description of [undefined, 'Weight', 'Of [all] coils', 'ends [so]', 'odd [']) {
      const { comment } = fieldTexts(
        field('x', 'number', { unit, ...(description === undefined ? {} : { description }) }),
      );
      expect(unitOfComment(comment)).toBe(unitText(unit));
    }
  });

  it('is none where a description without unit ends with brackets', () => {
    const { comment } = fieldTexts(field('x', 'string', { description: 'The mode [auto]' }));
    expect(comment).toBe('The mode [auto].');
    expect(unitOfComment(comment)).toBeUndefined();
    expect([null, undefined, '', 'plain', 'no space]'].map(unitOfComment)).toEqual(
      new Array(5).fill(undefined),
    );
  });
});
