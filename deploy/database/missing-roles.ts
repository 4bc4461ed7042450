import { rolesOf } from '../../contracts/generate/sql/grant-sql.ts';
import type { Plan, StoreName } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import type { Difference } from './difference.ts';
import type { ServerFacts } from './server-facts.ts';

/** Roles that a store's grants need and that our login may not create. */
export interface MissingRoles {
  readonly store: StoreName;
  readonly user: string;
  readonly roles: readonly string[];
}

export function missingRoles(plan: Plan, store: StoreName, server: ServerFacts): MissingRoles {
  const grants = plan.grants.filter((grant) => grant.store === store);
  const roles = server.mayCreateRoles
    ? []
    : rolesOf(grants).filter((role) => !server.roles.has(role));
  return { store, user: server.user, roles };
}

/** One refusal for all stores: roles belong to a server, and several stores need the same. */
export function missingRolesRefusal(found: readonly MissingRoles[]): readonly Difference[] {
  const missing = found.filter(({ roles }) => roles.length > 0);
  const [first] = missing;
  if (first === undefined) return [];
  const roles = [...new Set(missing.flatMap((one) => one.roles))].sort();
  const users = [...new Set(missing.map(({ user }) => user))].join(', ');
  const stores = missing.map(({ store }) => store).join(', ');
  return [
    {
      store: first.store,
      kind: 'role',
      object: `roles of ${stores}`,
      action: 'refuse',
      actual: 'missing',
      planned: roles.join(', '),
      message: `${roles.length === 1 ? 'a group role is' : `${roles.length} group roles are`} missing, and ${users} may not create roles. Let somebody with CREATEROLE run, on the server of ${stores}:`,
      statements: [],
      script: roles.map((role) => `CREATE ROLE ${quoteIdentifier(role)} NOLOGIN;`),
    },
  ];
}
