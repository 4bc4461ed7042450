import { memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { sameLetters } from '../known-spellings.ts';
import { problemAt } from '../problem.ts';
import { quantityKind, quantityKinds } from '../quantity-kinds.ts';
import type { Rule } from '../rule.ts';
import { writtenUnits } from '../written-units.ts';

/** Kinds of quantity are spelled alike everywhere. */
export const quantityKnown: Rule = {
  id: 'quantity-known',
  severity: 'warning',
  summary: 'A kind of quantity is not a slip of the pen away from a known one.',
  why: 'Units are checked and converted by the kind: a misspelled temperature-diference is converted like an absolute temperature, 273 degrees off.',
  *check(context) {
    for (const { path, node, quantity } of writtenUnits(context)) {
      const at = memberNode(node, 'quantity');
      if (at === undefined || quantity === undefined || quantityKind(quantity) !== undefined) {
        continue;
      }
      const known = sameLetters(quantity, quantityKinds());
      const near = known ?? nearest(quantity.replaceAll(/[_ ]/g, '-'), quantityKinds());
      if (near === undefined) continue;
      yield problemAt(
        at,
        `the quantity '${quantity}' of '${path}' is not known`,
        `did you mean '${near}'?`,
        known === undefined ? undefined : replaceText(at, known),
      );
    }
  },
};
