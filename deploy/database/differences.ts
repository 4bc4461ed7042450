import { createSchema } from '../../contracts/generate/sql/generate-sql.ts';
import {
  createRole,
  grantStatements,
  revokeStatement,
  rolesOf,
} from '../../contracts/generate/sql/grant-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import type { FittedStore, FittedTable } from '../../contracts/migration/fitted-store.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import type { Grant, Plan, StoreName } from '../../contracts/plan/plan.ts';
import { addition, type Difference, kept } from './difference.ts';
import type { ServerFacts } from './server-facts.ts';
import { newTable, tableDifferences } from './table-differences.ts';
import { newView, viewDifferences } from './view-differences.ts';

/**
 * How one store differs from the plan, but for checks, grants and what is surplus. `expected` is the
 * plan as the same server prints it (expected-shape.ts). Pure, but that it adds to `addedChecks`.
 */
export function differences(
  plan: Plan,
  store: StoreName,
  fitted: FittedStore,
  shapes: { readonly expected: StoreShape; readonly actual: StoreShape },
  server: ServerFacts,
  neededViews: ReadonlyMap<string, readonly string[]>,
  addedChecks: Set<string>,
): readonly Difference[] {
  const { expected, actual } = shapes;
  return [
    ...newRoles(plan, store, server),
    ...(actual.exists ? [] : [newSchema(store)]),
    ...allTables(fitted, expected, actual, server, addedChecks),
    ...allViews(fitted, expected, actual, neededViews),
  ];
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
  fitted: FittedStore,
  expected: StoreShape,
  actual: StoreShape,
  server: ServerFacts,
  addedChecks: Set<string>,
): readonly Difference[] {
  return fitted.tables.flatMap((one) => {
    const there = actual.tables.find(({ name }) => name === one.table.name);
    const wanted = expected.tables.find(({ name }) => name === one.table.name);
    if (there === undefined || wanted === undefined) return newTable(one.table, server);
    return [...tableDifferences(one, wanted, there, addedChecks), ...looserTable(one)];
  });
}

/** What the database allows or holds beyond the plan, told once for a table. */
function looserTable({ table, surplus, optional, wider }: FittedTable): readonly Difference[] {
  const name = `${table.store}.${table.name}`;
  const list = (names: readonly string[]) => names.join(', ');
  const parts = [
    ...(surplus.size === 0
      ? []
      : [
          `${name} (${list([...surplus])}), which no contract has; they go, with what fills them, by tundish migrate <environment> --from <the revision that had them>${[...surplus].map((column) => ` --retire ${name}.${column}`).join('')}`,
        ]),
    ...(optional.length === 0
      ? []
      : [`${name} (${list(optional)}), which may be NULL for the sake of rows that are there`]),
    ...wider.map(({ name: column, type }) => `${name} (${column}), of the wider type ${type}`),
  ];
  return parts.map((message) =>
    kept({ store: table.store, kind: 'column', object: name, actual: 'looser', message }),
  );
}

function allViews(
  fitted: FittedStore,
  expected: StoreShape,
  actual: StoreShape,
  neededViews: ReadonlyMap<string, readonly string[]>,
): readonly Difference[] {
  return fitted.views.flatMap((view) => {
    const there = actual.views.find((one) => one.name === view.name);
    if (there === undefined) return newView(view);
    return viewDifferences(
      view,
      expected.views.find((one) => one.name === view.name),
      there,
      {
        remade: neededViews.has(view.name),
        needed: neededViews.get(view.name) ?? [],
      },
    );
  });
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

/**
 * Grants that are missing and those that nobody asks for, on tables and views of the plan. A view that
 * is `remade` loses its grants on the way.
 */
export function grantDifferences(
  plan: Plan,
  fitted: FittedStore,
  store: StoreName,
  actual: StoreShape,
  remade: ReadonlySet<string>,
): readonly Difference[] {
  const planned = plan.grants.filter((grant) => grant.store === store);
  const known = new Set(
    [
      ...fitted.tables.map(({ table }) => table.name),
      ...fitted.views.map(({ name }) => name),
    ].filter((name) => !remade.has(name)),
  );
  const there = new Set(
    actual.privileges
      .filter(({ object }) => object === null || !remade.has(object))
      .map((one) => grantKey(one)),
  );
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
  return [...additions, ...surplusGrants(planned, store, actual, known)];
}

/** The merge of a contract's change is the approval: what no port asks for any more is taken back. */
function surplusGrants(
  planned: readonly Grant[],
  store: StoreName,
  actual: StoreShape,
  known: ReadonlySet<string>,
): readonly Difference[] {
  const wanted = new Set(planned.map(grantKey));
  const byTarget = new Map<string, { role: string; object: string; privileges: string[] }>();
  for (const one of actual.privileges) {
    const { role, privilege, object } = one;
    if (!one.managed || object === null || !known.has(object)) continue;
    if (wanted.has(grantKey(one))) continue;
    const key = JSON.stringify([role, object]);
    const target = byTarget.get(key) ?? { role, object, privileges: [] };
    target.privileges.push(privilege);
    byTarget.set(key, target);
  }
  return [...byTarget.values()].map(({ role, object, privileges }) =>
    addition({
      store,
      kind: 'grant',
      effect: 'removes',
      object: `${store}.${object}`,
      actual: `${privileges.join(', ')} for ${role}`,
      planned: 'no such grant',
      message: `${privileges.join(', ')} on ${store}.${object} for ${role}`,
      statements: [revokeStatement({ role, store, object }, privileges, ownSchema)],
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
