import type { Unit } from '../../model/field.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

const absoluteZero: Readonly<Record<string, string>> = {
  K: '0',
  Cel: '-273.15',
  '[degF]': '-459.67',
};

/** Ranges lie within what nature allows. */
export const rangePhysicallyPossible: Rule = {
  id: 'range-physically-possible',
  severity: 'warning',
  summary: 'No range of a temperature reaches below absolute zero.',
  why: 'A range that lets -9999 or -300 degrees pass lets the error code of a broken sensor pass as a measurement.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        const zero = zeroOf(field.unit);
        const { type } = field;
        if (zero === undefined || (type.kind !== 'number' && type.kind !== 'integer')) continue;
        const lowest = type.minimum ?? type.exclusiveMinimum;
        if (!isBelow(lowest, zero)) continue;
        yield problemAtField(
          context,
          field,
          `the minimum ${lowest} of '${path}' in dataset '${dataset.name}' lies below absolute zero`,
          'write the lowest value that the place of measurement can have',
        );
      }
      if (dataset.source.kind !== 'stream') continue;
      for (const tag of dataset.source.tags) {
        const zero = zeroOf(tag.unit);
        if (zero === undefined || !isBelow(tag.minimum, zero)) continue;
        yield {
          place: tag.place,
          pointer: '',
          message: `the minimum ${tag.minimum} of tag '${tag.id}' lies below absolute zero`,
          hint: 'write the lowest value that the place of measurement can have',
        };
      }
    }
  },
};

/** Differences of temperatures in K may be negative; only a stated temperature is judged in K. */
function zeroOf(unit: Unit | undefined): string | undefined {
  if (unit === undefined || unit.quantity === 'temperature-difference') return undefined;
  if (unit.code === 'K' && unit.quantity !== 'temperature') return undefined;
  return Object.hasOwn(absoluteZero, unit.code) ? absoluteZero[unit.code] : undefined;
}

function isBelow(text: string | undefined, zero: string): boolean {
  const lowest = text === undefined ? undefined : canonicalDecimal(text);
  return lowest !== undefined && compareDecimals(lowest, zero) < 0;
}
