import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries } from '../sla-entries.ts';
import { textOf } from '../written.ts';

/** One promise per property, element and driver. */
export const slaStatedOnce: Rule = {
  id: 'sla-stated-once',
  severity: 'warning',
  summary: 'A contract states each service level once per element and driver.',
  why: 'Of two retentions the shorter one deletes, and the auditor reads the longer one.',
  *check(context) {
    const seen = new Set<string>();
    for (const { contract, node, level, property } of slaEntries(context)) {
      const element = textOf(node, 'element') ?? '';
      const scope = [textOf(node, 'driver'), textOf(node, 'scheduler'), textOf(node, 'schedule')];
      const key = JSON.stringify([contract.path, level, element, ...scope]);
      if (property !== '' && seen.has(key)) {
        yield problemAtKey(
          node,
          `service level '${property}' of ${element === '' ? 'the contract' : `'${element}'`} is stated twice`,
          'keep the one that is meant, or give each its element',
        );
      }
      seen.add(key);
    }
  },
};
