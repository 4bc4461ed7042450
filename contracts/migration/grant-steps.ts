import {
  createRole,
  grantStatements,
  revokeStatement,
  rolesOf,
} from '../generate/sql/grant-sql.ts';
import { ownSchema } from '../generate/sql/schema-names.ts';
import { type Grant, type Plan, STORE_NAMES, type StoreName } from '../plan/plan.ts';
import { tablesOf, viewsOf } from '../plan/store-objects.ts';
import type { MigrationStatement, MigrationStep } from './migration.ts';
import { statement } from './step-parts.ts';

/** Roles that come: before anything is granted to them. They stay on the way down. */
export function roleSteps(previous: Plan, current: Plan): readonly MigrationStep[] {
  const there = new Set(rolesOf(previous.grants));
  return STORE_NAMES.flatMap((store) => {
    const roles = rolesOf(current.grants.filter((grant) => grant.store === store)).filter(
      (role) => !there.has(role),
    );
    if (roles.length === 0) return [];
    return {
      id: `expand/${store}/roles`,
      phase: 'expand',
      store,
      object: store,
      title: `makes the group ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}`,
      statements: roles.map((role) => statement(createRole(role), 'none')),
      contracts: [],
    } as const satisfies MigrationStep;
  });
}

/** Grants on tables and views that both plans have: new ones at once, those that go with the migration. */
export function grantSteps(previous: Plan, current: Plan): readonly MigrationStep[] {
  return STORE_NAMES.flatMap((store) => {
    const there = new Set(objectsOf(current, store));
    const both = new Set(objectsOf(previous, store).filter((name) => there.has(name)));
    const own = ({ grants }: Plan) =>
      grants.filter((grant) => grant.store === store && both.has(grant.object));
    const [before, after] = [own(previous), own(current)];
    const given = without(after, before);
    const taken = without(before, after);
    return [
      ...step(store, 'expand', 'grant', given, granted(given), revoked(given)),
      ...step(store, 'retire', 'revoke', taken, revoked(taken), []),
    ];
  });
}

function step(
  store: StoreName,
  phase: 'expand' | 'retire',
  word: 'grant' | 'revoke',
  grants: readonly Grant[],
  statements: readonly MigrationStatement[],
  down: readonly MigrationStatement[],
): readonly MigrationStep[] {
  const [first] = grants;
  if (first === undefined) return [];
  const objects = [...new Set(grants.map(({ object }) => `${store}.${object}`))];
  const roles = rolesOf(grants).join(', ');
  return [
    {
      id: `${phase}/${store}/${word}`,
      phase,
      store,
      object: `${store}.${first.object}`,
      title:
        word === 'grant'
          ? `lets ${roles} use ${objects.join(', ')}`
          : `takes ${objects.join(', ')} from ${roles}, as no port asks for it any more`,
      statements,
      down,
      contracts: [],
    },
  ];
}

function granted(grants: readonly Grant[]): readonly MigrationStatement[] {
  return grantStatements(grants, ownSchema).map((sql) => statement(sql, 'none'));
}

function revoked(grants: readonly Grant[]): readonly MigrationStatement[] {
  return grants.map((grant) =>
    statement(revokeStatement(grant, [grant.privilege], ownSchema), 'none'),
  );
}

function without(grants: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  const known = new Set(others.map((grant) => JSON.stringify(grant)));
  return grants.filter((grant) => !known.has(JSON.stringify(grant)));
}

function objectsOf(plan: Plan, store: StoreName): readonly string[] {
  return [...tablesOf(plan, store), ...viewsOf(plan, store)].map(({ name }) => name);
}
