import type { StoreSession } from '../../connectors/connector.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import { dropTable } from '../../contracts/generate/sql/table-sql.ts';
import { dropView } from '../../contracts/generate/sql/view-sql.ts';
import type { FittedStore } from '../../contracts/migration/fitted-store.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import { STORE_NAMES, type StoreName } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import { addition, type Difference, kept, refusal } from './difference.ts';
import { neededBy } from './needed-by.ts';

/** What the repository knows and a view alone shows: it comes back whenever it is asked for. */
const KNOWN_VIEW = /^(calendar_.+|genealogy)_v\d+$/;

/**
 * Tables and views that no contract has. They stay, and go where `drops` names them (`curated.heat_v1`)
 * and nothing else needs them. Views of calendars and of the genealogy go by themselves.
 */
export async function surplusDifferences(
  session: StoreSession,
  store: StoreName,
  fitted: FittedStore,
  actual: StoreShape,
  drops: readonly string[],
): Promise<readonly Difference[]> {
  const planned = new Set([
    ...fitted.tables.map(({ table }) => table.name),
    ...fitted.views.map((view) => view.name),
  ]);
  const found: Difference[] = [];
  // A view goes before the tables that it reads.
  for (const { name } of actual.views) {
    if (planned.has(name)) continue;
    const named = drops.includes(`${store}.${name}`);
    found.push(await surplusView(session, store, name, named, drops));
  }
  for (const { name } of actual.tables) {
    if (planned.has(name)) continue;
    found.push(await surplusTable(session, store, name, drops));
  }
  const there = new Set([...actual.views, ...actual.tables].map(({ name }) => `${store}.${name}`));
  for (const object of drops.filter((one) => one.startsWith(`${store}.`))) {
    const name = object.slice(store.length + 1);
    if (!there.has(object)) found.push(notDropped(store, object, 'missing', 'Check its name.'));
    else if (planned.has(name)) {
      const next = 'A contract has it: remove that first.';
      found.push(notDropped(store, object, 'part of the plan', next));
    }
  }
  return inDroppingOrder(found);
}

/** Names to drop that are of no store. */
export function strayDrops(drops: readonly string[]): readonly Difference[] {
  return drops
    .filter((one) => !STORE_NAMES.some((store) => one.startsWith(`${store}.`)))
    .map((one) => notDropped('raw', one, 'missing', 'Name it with its store, as curated.heat_v1.'));
}

async function surplusView(
  session: StoreSession,
  store: StoreName,
  name: string,
  named: boolean,
  drops: readonly string[],
): Promise<Difference> {
  const object = `${store}.${name}`;
  const known = store === 'curated' && KNOWN_VIEW.test(name);
  if (named || known) {
    const { dependents, readers } = await neededBy(session, store, name);
    const needed = dependents.filter((one) => !drops.includes(one));
    if (needed.length > 0 && named) return stillNeeded(store, object, needed);
    if (needed.length === 0 && (named || readers.length === 0)) {
      return dropped(store, object, 'view', dropView(store, name, ownSchema), dependents);
    }
  }
  return kept({
    store,
    kind: 'view',
    object,
    actual: 'a view',
    message: `${object}, a view that no contract has`,
    removable: object,
  });
}

async function surplusTable(
  session: StoreSession,
  store: StoreName,
  name: string,
  drops: readonly string[],
): Promise<Difference> {
  const object = `${store}.${name}`;
  const rows = await session.query({
    text: `SELECT 1 FROM ${qualifiedName(store, name)} LIMIT 1`,
  });
  const what = rows.length === 0 ? 'empty table' : 'table with rows';
  if (!drops.includes(object)) {
    return kept({
      store,
      kind: 'table',
      object,
      actual: what,
      message: `${object}, ${rows.length === 0 ? 'an' : 'a'} ${what} that no contract has`,
      removable: object,
    });
  }
  const { dependents } = await neededBy(session, store, name);
  const needed = dependents.filter((one) => !drops.includes(one));
  return needed.length > 0
    ? stillNeeded(store, object, needed)
    : dropped(store, object, what, dropTable(store, name, ownSchema), dependents);
}

function dropped(
  store: StoreName,
  object: string,
  what: string,
  statement: string,
  dependents: readonly string[],
): Difference {
  return addition({
    store,
    kind: 'drop',
    effect: 'removes',
    object,
    actual: what,
    planned: 'nothing of that name',
    message: `drops the ${what} ${object}, which no contract has`,
    statements: [statement],
    // Only while sorting: what has to go before.
    ...(dependents.length === 0 ? {} : { script: dependents }),
  });
}

/** What depends on another goes first. */
function inDroppingOrder(found: readonly Difference[]): readonly Difference[] {
  const waiting = [...found];
  const sorted: Difference[] = [];
  while (waiting.length > 0) {
    const objects = new Set(waiting.map(({ object }) => object));
    const index = waiting.findIndex(({ script = [] }) => !script.some((one) => objects.has(one)));
    const [next] = waiting.splice(Math.max(0, index), 1);
    if (next === undefined) break;
    const { script: _, ...rest } = next;
    sorted.push(rest);
  }
  return sorted;
}

function stillNeeded(store: StoreName, object: string, needed: readonly string[]): Difference {
  return notDropped(
    store,
    object,
    `needed by ${needed.join(', ')}`,
    'Nothing is dropped that something else needs: name that as well, or drop it by hand.',
  );
}

function notDropped(store: StoreName, object: string, actual: string, next: string): Difference {
  return refusal({ store, kind: 'drop', object, actual, planned: 'that it is dropped', next });
}
