import { memberNode } from '../../source/node-at.ts';
import { agreementsOf } from '../agreements.ts';
import { problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** An agreement says what for, and whom to ask. */
export const agreementPurposeStated: Rule = {
  id: 'agreement-purpose-stated',
  severity: 'error',
  summary:
    'An agreement says what the data is read for, and who outside of this plant is to be asked.',
  why: 'The next owner can neither tell whether the access is still right nor whom to call before the column goes.',
  *check(context) {
    const products = new Set(context.plant.products.map(({ id }) => id));
    for (const { agreement, root } of agreementsOf(context)) {
      const { consumer, purpose, contact } = agreement;
      const at = memberNode(root, 'purpose');
      if (purpose === '') {
        const message = `the agreement with '${consumer}' does not say what the data is read for`;
        const hint = 'add purpose: what is decided or built with it, in a sentence';
        yield at === undefined
          ? problemAtKey(memberNode(root, 'consumer') ?? root, message, hint)
          : problemAt(at, message, hint);
      }
      if (contact === undefined && !products.has(consumer)) {
        yield problemAt(
          memberNode(root, 'consumer') ?? root,
          `'${consumer}' is no product of this plant, and the agreement names nobody to ask there`,
          'add team and contact, or write the id of the product that reads',
        );
      }
    }
  },
};
