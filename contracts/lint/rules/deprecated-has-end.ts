import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries } from '../sla-entries.ts';
import { textOf } from '../written.ts';

/** What is deprecated says until when it lives. */
export const deprecatedHasEnd: Rule = {
  id: 'deprecated-has-end',
  severity: 'warning',
  summary: 'A deprecated or retired contract names the end of its support or of its life.',
  why: 'Without a date nobody plans the move: the view disappears in the week of the audit, or it can never be removed.',
  *check(context) {
    const ending = new Set(
      slaEntries(context)
        .filter(({ level }) => level === 'endOfSupport' || level === 'endOfLife')
        .map(({ contract }) => contract.path),
    );
    for (const { root, path } of context.contracts) {
      const status = memberNode(root, 'status');
      const said = textOf(root, 'status');
      if (status === undefined || ending.has(path)) continue;
      if (said !== 'deprecated' && said !== 'retired') continue;
      yield problemAt(
        status,
        `the contract '${textOf(root, 'id')}' is ${said} and does not say until when it is kept`,
        'add to slaProperties: {property: endOfSupport, value: "<date>"}',
      );
    }
  },
};
