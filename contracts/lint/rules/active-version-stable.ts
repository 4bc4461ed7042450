import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** An active contract has a version on which others can build. */
export const activeVersionStable: Rule = {
  id: 'active-version-stable',
  severity: 'warning',
  summary: 'An active contract has a version from 1.0.0, and no pre-release.',
  why: 'By semantic versioning 0.x and 1.0.0-rc promise nothing: the column that a report rests on may go with the next patch.',
  *check(context) {
    for (const { root } of context.contracts) {
      const at = memberNode(root, 'version');
      const version = textOf(root, 'version');
      if (at === undefined || version === undefined || textOf(root, 'status') !== 'active')
        continue;
      if (!/^0\.|^\d+\.\d+\.\d+-/.test(version)) continue;
      yield problemAt(
        at,
        `the contract '${textOf(root, 'id')}' is active with version ${version}, which promises nothing`,
        'say status: draft as long as it may change, or write version: 1.0.0',
      );
    }
  },
};
