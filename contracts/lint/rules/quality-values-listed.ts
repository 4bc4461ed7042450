import { memberNode } from '../../source/node-at.ts';
import { problemAt, problemAtKey } from '../problem.ts';
import { qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** A rule about invalid values says which values are valid. */
export const qualityValuesListed: Rule = {
  id: 'quality-values-listed',
  severity: 'warning',
  summary: 'A rule with the metric invalidValues lists the valid values or gives their pattern.',
  why: 'Without the list nothing is invalid: the check is green on the day on which the source sends the first wrong grade.',
  *check(context) {
    for (const { node, name, type } of qualityEntries(context)) {
      const metric = memberNode(node, 'metric');
      if (
        type !== 'library' ||
        metric === undefined ||
        textOf(node, 'metric') !== 'invalidValues'
      ) {
        continue;
      }
      const given = memberNode(node, 'arguments');
      const list = memberNode(given, 'validValues') ?? memberNode(node, 'validValues');
      const pattern = memberNode(given, 'pattern');
      if (list === undefined && pattern === undefined) {
        yield problemAt(
          metric,
          `quality rule '${name}' does not say which values are valid`,
          'add arguments: {validValues: [<value>, …]}',
        );
      } else if (list?.node.kind === 'array' && list.node.items.length === 0) {
        yield problemAtKey(
          list,
          `quality rule '${name}' has an empty list of valid values`,
          'list them',
        );
      }
    }
  },
};
