import { createSchema } from '../../contracts/generate/sql/generate-sql.ts';
import { createRole, grantStatements, rolesOf } from '../../contracts/generate/sql/grant-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import type { Grant, Plan, StoreName } from '../../contracts/plan/plan.ts';
import { tablesOf, viewsOf } from '../../contracts/plan/store-objects.ts';
import { addition, type Difference, inRunningOrder, refusal } from './difference.ts';
import type { ServerFacts } from './server-facts.ts';
import type { StoreShape } from './store-shape.ts';
import { newTable, tableDifferences } from './table-differences.ts';
import { newView, viewDifferences } from './view-differences.ts';

/**
 * How one store differs from the plan, in the order in which additions can run. `expected` is the
 * plan as the same server prints it (expected-shape.ts). Pure.
 */
export function differences(
  plan: Plan,
  store: StoreName,
  expected: StoreShape,
  actual: StoreShape,
  server: ServerFacts,
): readonly Difference[] {
  const found = [
    ...newRoles(plan, store, server),
    ...(actual.exists ? [] : [newSchema(store)]),
    ...allTables(plan, store, expected, actual, server),
    ...allViews(plan, store, expected, actual),
    ...grantDifferences(plan, store, actual),
  ];
  return inRunningOrder(found);
}

function newSchema(store: StoreName): Difference {
  return addition({
    store,
    kind: 'schema',
    object: store,
    planned: 'a schema',
    message: `creates the schema ${store}`,
    statements: [createSchema(store, ownSchema)],
  });
}

function allTables(
  plan: Plan,
  store: StoreName,
  expected: StoreShape,
  actual: StoreShape,
  server: ServerFacts,
): readonly Difference[] {
  const planned = tablesOf(plan, store);
  const names = new Set(planned.map((table) => table.name));
  const known = planned.flatMap((table) => {
    const there = actual.tables.find((one) => one.name === table.name);
    const wanted = expected.tables.find((one) => one.name === table.name);
    if (there === undefined || wanted === undefined) return newTable(table, server);
    return tableDifferences(table, wanted, there);
  });
  return [...known, ...unknownObjects(store, 'table', actual.tables, names)];
}

function allViews(
  plan: Plan,
  store: StoreName,
  expected: StoreShape,
  actual: StoreShape,
): readonly Difference[] {
  const planned = viewsOf(plan, store);
  const names = new Set(planned.map((view) => view.name));
  const known = planned.flatMap((view) => {
    const there = actual.views.find((one) => one.name === view.name);
    if (there === undefined) return newView(view);
    return viewDifferences(
      view,
      expected.views.find((one) => one.name === view.name),
      there,
    );
  });
  return [...known, ...unknownObjects(store, 'view', actual.views, names)];
}

function unknownObjects(
  store: StoreName,
  kind: 'table' | 'view',
  actual: readonly { readonly name: string }[],
  planned: ReadonlySet<string>,
): readonly Difference[] {
  return actual
    .filter((object) => !planned.has(object.name))
    .map((object) =>
      refusal({
        store,
        kind,
        object: `${store}.${object.name}`,
        actual: 'there',
        planned: 'nothing of that name',
        next: `Tundish drops no ${kind} yet: keep its contract, or move or drop the ${kind} by hand.`,
      }),
    );
}

function newRoles(plan: Plan, store: StoreName, server: ServerFacts): readonly Difference[] {
  if (!server.mayCreateRoles) return [];
  const grants = plan.grants.filter((grant) => grant.store === store);
  return rolesOf(grants)
    .filter((role) => !server.roles.has(role))
    .map((role) =>
      addition({
        store,
        kind: 'role',
        object: role,
        planned: 'a group role without login',
        message: `creates the group role ${role}`,
        statements: [createRole(role)],
      }),
    );
}

function grantDifferences(plan: Plan, store: StoreName, actual: StoreShape): readonly Difference[] {
  const planned = plan.grants.filter((grant) => grant.store === store);
  const there = new Set(actual.privileges.map((one) => grantKey(one)));
  const missing = planned.filter(
    (grant) =>
      !there.has(grantKey(grant)) ||
      !there.has(grantKey({ role: grant.role, privilege: 'USAGE', object: null })),
  );
  const byTarget = new Map<string, Grant[]>();
  for (const grant of missing) {
    const key = JSON.stringify([grant.role, grant.object]);
    byTarget.set(key, [...(byTarget.get(key) ?? []), grant]);
  }
  const additions = [...byTarget.values()].flatMap((grants) => {
    const [first] = grants;
    if (first === undefined) return [];
    const privileges = grants.map((grant) => grant.privilege).join(', ');
    return addition({
      store,
      kind: 'grant',
      object: `${store}.${first.object}`,
      planned: `${privileges} for ${first.role}`,
      message: `grants ${privileges} on ${store}.${first.object} to ${first.role}`,
      statements: grantStatements(grants, ownSchema),
    });
  });
  return [...additions, ...surplusGrants(planned, store, actual)];
}

function surplusGrants(
  planned: readonly Grant[],
  store: StoreName,
  actual: StoreShape,
): readonly Difference[] {
  const wanted = new Set(planned.map(grantKey));
  const known = new Set([
    ...actual.tables.map((table) => table.name),
    ...actual.views.map((view) => view.name),
  ]);
  return actual.privileges
    .filter(({ object }) => object !== null && known.has(object))
    .filter((privilege) => !wanted.has(grantKey(privilege)))
    .map(({ role, privilege, object }) =>
      refusal({
        store,
        kind: 'grant',
        object: `${store}.${object}`,
        actual: `${privilege} for ${role}`,
        planned: 'no such grant',
        next: `Somebody may rely on it: revoke it by hand, or let an input port ask for it.`,
      }),
    );
}

function grantKey(grant: {
  readonly role: string;
  readonly privilege: string;
  readonly object: string | null;
}): string {
  return JSON.stringify([grant.role, grant.privilege, grant.object]);
}
