import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import { quantityKind } from '../quantity-kinds.ts';
import type { Rule } from '../rule.ts';
import { codeOfDimension, dimensionOf, isSameDimension } from '../unit-dimension.ts';
import { writtenUnits } from '../written-units.ts';

/** A unit measures the quantity that stands beside it. */
export const unitFitsQuantity: Rule = {
  id: 'unit-fits-quantity',
  severity: 'error',
  summary: 'The unit of a field measures the kind of quantity that the contract names.',
  why: 'A temperature in metres is a row copied from the line above; whoever converts by it computes nonsense without an error.',
  *check(context) {
    for (const { path, dataset, codeAt, code, quantity } of writtenUnits(context)) {
      const kind = quantity === undefined ? undefined : quantityKind(quantity);
      const dimension = dimensionOf(code);
      if (kind === undefined || dimension === undefined) continue;
      if (isSameDimension(dimension, kind.dimension)) continue;
      yield problemAt(
        memberNode(codeAt, 'code') ?? codeAt,
        `the unit '${code}' of '${path}' in dataset '${dataset}' cannot measure the quantity '${quantity}'`,
        `write a unit such as '${codeOfDimension(code, kind.dimension, kind.code)}', or correct the quantity`,
      );
    }
  },
};
