import { replaceText } from '../edit.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { writtenUnits } from '../written-units.ts';

const differing =
  /(^|_)(superheat|undercooling|difference|delta|rise|drop|spread)(_(max|min|mean|avg))?$/i;

/** Differences of temperatures are stated in kelvin. */
export const differenceInKelvin: Rule = {
  id: 'difference-in-kelvin',
  severity: 'warning',
  summary: 'A difference of temperatures has the unit K, not Cel.',
  why: 'A program that converts Cel to K adds 273.15: a superheat of 30 degrees becomes 303, and the heat is cast too cold.',
  *check(context) {
    for (const { path, codeAt, code, quantity } of writtenUnits(context)) {
      const name = path.slice(path.lastIndexOf('.') + 1);
      const isDifference =
        quantity === 'temperature-difference' || (quantity === undefined && differing.test(name));
      if (!isDifference || code !== 'Cel') continue;
      yield problemAt(
        codeAt,
        `'${path}' is a difference of temperatures in 'Cel', which names a point on a scale`,
        "write 'K': the number stays the same",
        replaceText(codeAt, 'K'),
      );
    }
  },
};
