import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

/** A role says what it may do. */
export const roleHasAccess: Rule = {
  id: 'role-has-access',
  severity: 'warning',
  summary: 'Every role of a contract says which access it gives.',
  why: 'Whoever approves a role that says nothing approves writing too, and learns of it from a wrong row.',
  *check(context) {
    for (const { root } of context.contracts) {
      for (const role of itemNodes(memberNode(root, 'roles'))) {
        if (saysSomething(role, 'access')) continue;
        yield problemAtKey(
          memberNode(role, 'role') ?? role,
          `the role '${textOf(role, 'role')}' does not say which access it gives`,
          'add access: read',
        );
      }
    }
  },
};
