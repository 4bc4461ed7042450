import type { Store, StoreSession } from '../../connectors/connector.ts';
import { type FittedStore, fittedStore } from '../../contracts/migration/fitted-store.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import {
  type DatasetPlan,
  type Plan,
  STORE_NAMES,
  type StoreName,
  type View,
} from '../../contracts/plan/plan.ts';
import { tablesOf } from '../../contracts/plan/store-objects.ts';
import { apartDifferences, databaseIdentity } from './apart-differences.ts';
import { checkDifferences, checkedRows } from './check-differences.ts';
import { type Difference, inRunningOrder } from './difference.ts';
import { differences, grantDifferences } from './differences.ts';
import { expectedShape, runAll } from './expected-shape.ts';
import { introspect } from './introspect.ts';
import { lockDatabase } from './lock-database.ts';
import { type MissingRoles, missingRoles, missingRolesRefusal } from './missing-roles.ts';
import { neededBy } from './needed-by.ts';
import { partitionDifferences } from './partition-differences.ts';
import { registerUnitDifferences } from './register-unit-differences.ts';
import { rowDifferences } from './row-differences.ts';
import { readServerFacts, type ServerFacts, serverDifferences } from './server-facts.ts';
import { strayDrops, surplusDifferences } from './surplus-differences.ts';
import { transformDifferences } from './transform-differences.ts';
import { unitDifferences } from './unit-differences.ts';

/**
 * The database of each store; all four may be one. Transforms need metrics, curated and business in
 * one: a plan with others is refused.
 */
export type Stores = Readonly<Record<StoreName, Store>>;

/** What a plan would alter in the databases, read at one moment. */
export interface ChangeSet {
  /** In running order, store by store. */
  readonly additions: readonly Difference[];
  readonly refusals: readonly Difference[];
  /** Looser or more than the plan asks for: it stays. */
  readonly kept: readonly Difference[];
  readonly notes: readonly string[];
}

export type ApplyResult =
  | ({ readonly kind: 'applied' } & ChangeSet)
  /** Nothing was changed in any store. */
  | ({ readonly kind: 'refused' } & ChangeSet);

export interface ApplyOptions {
  /** Milliseconds since 1970: decides which partitions are due. */
  readonly now: number;
  /** How long to wait for another apply, and for tables in use. */
  readonly waitMs?: number;
  /** Tables and views that no contract has and that shall go: `curated.heat_v1`. */
  readonly drops?: readonly string[];
}

/** Compares the plan with the databases and changes nothing. */
export async function planChanges(
  plan: Plan,
  stores: Stores,
  options: ApplyOptions,
): Promise<ChangeSet> {
  const sets: StoreChanges[] = [];
  for (const store of STORE_NAMES) {
    sets.push(
      await readOnly(stores[store], (session) => compare(session, plan, store, stores, options)),
    );
  }
  return joined(sets, options.drops);
}

/**
 * Makes the databases what the plan says, as far as that loses nothing: what is looser or more there
 * stays. Any other difference in any store refuses the whole before anything is altered. Each store is one transaction; when a
 * later store fails (a connection breaks), the stores before it stay applied, and the next apply
 * goes on from there. Rejects with a Failure when a database cannot be reached or is busy.
 */
export async function applyPlan(
  plan: Plan,
  stores: Stores,
  options: ApplyOptions,
): Promise<ApplyResult> {
  const before = await planChanges(plan, stores, options);
  if (before.refusals.length > 0) return { kind: 'refused', ...before };
  const sets: StoreChanges[] = [];
  for (const store of STORE_NAMES) {
    const set = await stores[store].transaction(async (session) => {
      await lockDatabase(session, options.waitMs);
      const changes = await compare(session, plan, store, stores, options);
      if (changes.refusals.length > 0) return changes;
      await session.query({ text: 'SET LOCAL search_path = pg_catalog' });
      await runAdditions(session, changes.additions);
      return changes;
    });
    sets.push(set);
    // Only possible where somebody changed this store after the first look.
    if (set.refusals.length > 0) return { kind: 'refused', ...joined(sets, options.drops) };
  }
  return { kind: 'applied', ...joined(sets, options.drops) };
}

/** In order; a fill is a round trip of its own, as it has parameters. */
async function runAdditions(
  session: StoreSession,
  additions: readonly Difference[],
): Promise<void> {
  let waiting: string[] = [];
  for (const { statements, fill } of additions) {
    waiting.push(...statements);
    if (fill === undefined) continue;
    await runAll(session, waiting);
    waiting = [];
    await session.query(fill);
  }
  await runAll(session, waiting);
}

/** What one store would have changed. */
interface StoreChanges extends ChangeSet {
  readonly missingRoles?: MissingRoles;
}

async function compare(
  session: StoreSession,
  plan: Plan,
  store: StoreName,
  stores: Stores,
  options: ApplyOptions,
): Promise<StoreChanges> {
  await session.query({ text: 'SET LOCAL client_min_messages = warning' });
  const server = await readServerFacts(session);
  const unfit = serverDifferences(store, server);
  if (unfit.length > 0) return { additions: [], refusals: unfit, kept: [], notes: [] };
  const actual = await introspect(session, store);
  const fitted = fittedStore(plan, store, actual);
  const expected = await expectedShape(session, fitted, actual);
  const found = await shapeDifferences(session, plan, store, fitted, { expected, actual }, server);
  const surplus = await surplusDifferences(session, store, fitted, actual, options.drops ?? []);
  const partitions = await partitionDifferences(
    session,
    tablesOf(plan, store),
    actual,
    options.now,
  );
  const refused = new Set(
    found
      .filter(({ action }) => action === 'refuse')
      .map(({ object }) => object.split(/[. ]/).slice(0, 2).join('.')),
  );
  const rows = await rowDifferences(session, tablesOf(plan, store), actual, refused);
  const units = await unitDifferences(plan, store, actual, (name) =>
    name === store ? session : stores[name],
  );
  const registers = store === 'metrics' ? await registerUnitDifferences(session, plan, actual) : [];
  const remade = new Set(
    found.flatMap(({ kind, statements, object }) =>
      kind === 'view' && statements[0]?.startsWith('DROP ') ? [object.slice(store.length + 1)] : [],
    ),
  );
  const grants = grantDifferences(plan, fitted, store, actual, remade).filter(
    ({ object }) => !refused.has(object),
  );
  const transforms =
    store === 'business' ? await transformDifferences(session, plan) : { refusals: [], notes: [] };
  const apart = store === 'business' ? await storesApart(session, plan, stores) : [];
  const all = inRunningOrder([
    ...found.filter(({ kind, object }) => kind !== 'comment' || !units.refusedColumns.has(object)),
    ...surplus,
    ...units.refusals,
    ...registers,
    ...apart,
    ...transforms.refusals,
    ...partitions.additions,
    ...rows,
    ...grants,
  ]);
  return {
    additions: all.filter((difference) => difference.action === 'add'),
    refusals: all.filter((difference) => difference.action === 'refuse'),
    kept: all.filter((difference) => difference.action === 'keep'),
    notes: [...transforms.notes, ...partitions.notes],
    missingRoles: missingRoles(plan, store, server),
  };
}

/** Tables, views and checks. */
async function shapeDifferences(
  session: StoreSession,
  plan: Plan,
  store: StoreName,
  fitted: FittedStore,
  shapes: { readonly expected: StoreShape; readonly actual: StoreShape },
  server: ServerFacts,
): Promise<readonly Difference[]> {
  const needed = await neededViews(session, plan, store, shapes.actual);
  const added = new Set<string>();
  const found = [...differences(plan, store, fitted, shapes, server, needed, added)];
  for (const one of fitted.tables) {
    const expected = shapes.expected.tables.find(({ name }) => name === one.table.name);
    const actual = shapes.actual.tables.find(({ name }) => name === one.table.name);
    if (expected === undefined || actual === undefined) continue;
    const rows = checkedRows(plan, one.table);
    found.push(...(await checkDifferences(session, one, rows, { expected, actual }, added)));
  }
  return found;
}

/** Views that show what the repository knows, with who keeps them from being made anew. */
async function neededViews(
  session: StoreSession,
  plan: Plan,
  store: StoreName,
  actual: StoreShape,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const there = new Set(actual.views.map(({ name }) => name));
  const found = new Map<string, readonly string[]>();
  for (const dataset of plan.datasets) {
    for (const view of dataset.views) {
      if (view.store !== store || !there.has(view.name) || !showsRepository(dataset, view))
        continue;
      const { dependents, readers } = await neededBy(session, store, view.name);
      found.set(view.name, [...dependents, ...readers]);
    }
  }
  return found;
}

/** Calendars, genealogy, and what a tag register adds to samples. */
function showsRepository(dataset: DatasetPlan, view: View): boolean {
  if (dataset.kind === 'reference') return dataset.of !== 'files';
  return dataset.kind === 'sensor' && view.name.includes('_history_v');
}

async function storesApart(
  business: StoreSession,
  plan: Plan,
  stores: Stores,
): Promise<readonly Difference[]> {
  if (!plan.datasets.some((dataset) => dataset.kind === 'computed')) return [];
  const sessionOf = (store: Store): StoreSession => (store === stores.business ? business : store);
  return apartDifferences(plan, {
    metrics: await databaseIdentity(sessionOf(stores.metrics)),
    curated: await databaseIdentity(sessionOf(stores.curated)),
    business: await databaseIdentity(business),
  });
}

/** Runs `work` in a transaction that is rolled back, whatever it did. */
async function readOnly<R>(store: Store, work: (session: StoreSession) => Promise<R>): Promise<R> {
  let result: { readonly value: R } | undefined;
  try {
    await store.transaction(async (session) => {
      result = { value: await work(session) };
      throw ROLL_BACK;
    });
  } catch (error) {
    if (error !== ROLL_BACK) throw error;
  }
  if (result === undefined) throw new Error('the comparison ended without a result');
  return result.value;
}

const ROLL_BACK = Symbol('roll back');

function joined(sets: readonly StoreChanges[], drops: readonly string[] = []): ChangeSet {
  const roles = sets.flatMap((set) => set.missingRoles ?? []);
  return {
    additions: sets.flatMap((set) => set.additions),
    refusals: [
      ...missingRolesRefusal(roles),
      ...strayDrops(drops),
      ...sets.flatMap((set) => set.refusals),
    ],
    kept: sets.flatMap((set) => set.kept),
    notes: sets.flatMap((set) => set.notes),
  };
}
