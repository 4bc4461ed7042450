import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** PostgreSQL keeps 63 bytes of a name; the longest suffix is `_conflict_ledger`. */
const tableBytesMax = 63 - '_conflict_ledger'.length;

/** Names of tables stand in the database as the contract writes them. */
export const nameTooLong: Rule = {
  id: 'name-too-long',
  severity: 'warning',
  summary: `Product and dataset names fit into ${tableBytesMax} bytes together.`,
  why: 'A longer name is cut and ends in a hash, so nobody finds the table that the contract speaks of.',
  *check(context) {
    for (const { product, dataset, source } of datasetsOf(context)) {
      const own = dataset.name === product.id || dataset.name.startsWith(`${product.id}_`);
      const table = own ? dataset.name : `${product.id}_${dataset.name}`;
      const bytes = new TextEncoder().encode(table).length;
      const name = source === undefined ? undefined : memberNode(source.node, 'name');
      if (bytes <= tableBytesMax || name === undefined) continue;
      yield problemAt(
        name,
        `dataset '${dataset.name}' would have a table name of ${bytes} bytes; ${tableBytesMax} fit`,
        'choose a shorter name; the long one belongs into businessName',
      );
    }
  },
};
