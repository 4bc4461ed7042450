import { memberNode, plainText } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import { qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';

/** Queries of quality rules leave the names of view and column to the platform. */
export const qualityQueryPlaceholder: Rule = {
  id: 'quality-query-placeholder',
  severity: 'warning',
  summary: 'A quality query reads {object}; {property} stands only at a field.',
  why: 'A query with the name of a table written in goes on checking the table of the old major, long after everybody reads the new one.',
  *check(context) {
    for (const { node, name, type, path, bound } of qualityEntries(context)) {
      const query = memberNode(node, 'query');
      const text = plainText(query);
      if (type !== 'sql' || query === undefined || text === undefined || bound === undefined)
        continue;
      if (!/\{(object|table)\}/i.test(text)) {
        yield problemAt(
          query,
          `the query of quality rule '${name}' does not read {object}`,
          'write FROM {object} for the view of the dataset',
        );
      } else if (path === undefined && /\{(property|column)\}/i.test(text)) {
        yield problemAt(
          query,
          `quality rule '${name}' stands at a dataset, and its query asks for {property}`,
          'write the column, or move the rule to the field',
        );
      }
    }
  },
};
