import { commentView } from '../generate/sql/comment-sql.ts';
import { ownSchema } from '../generate/sql/schema-names.ts';
import { createView } from '../generate/sql/view-sql.ts';
import type { Plan, StoreName, View } from '../plan/plan.ts';
import { viewsOf } from '../plan/store-objects.ts';
import {
  adoptColumns,
  adoptedQuery,
  giveBackColumns,
  overFormerColumns,
  provenOnceAdopted,
} from './adopted-column-steps.ts';
import { tableSql } from './alter-sql.ts';
import { fittedStore } from './fitted-store.ts';
import type { MigrationStatement, MigrationStep } from './migration.ts';
import {
  exchangeDownTest,
  exchangedQuery,
  exchangeTable,
  exchangeTableBack,
} from './moved-column-steps.ts';
import { shapeAfter } from './shape-after.ts';
import { statement } from './step-parts.ts';
import { changedContracts, goneContracts, objectName, type TableChange } from './table-change.ts';
import { readersOf, viewSources } from './view-sources.ts';
import {
  createdView,
  droppedView,
  grantsOn,
  lockAll,
  othersNeed,
  restoreGrants,
  saveGrants,
  viewSql,
} from './view-statements.ts';

/** The views of one store in both plans. */
export interface ViewChange {
  readonly store: StoreName;
  readonly previous: Plan;
  readonly current: Plan;
  readonly changes: readonly TableChange[];
  readonly before: readonly View[];
  /** As they will be: with what is wider or more in the tables. */
  readonly after: readonly View[];
  /** Once retired. */
  readonly last: readonly View[];
}

export function viewChange(
  store: StoreName,
  previous: Plan,
  current: Plan,
  all: readonly TableChange[],
): ViewChange {
  const changes = all.filter((change) => change.current.store === store);
  const before = viewsOf(previous, store);
  const fitted = (retired: boolean) =>
    fittedStore(current, store, shapeAfter(previous, store, changes, retired)).views.map((view) =>
      inOrderOf(before, view),
    );
  return { store, previous, current, changes, before, after: fitted(false), last: fitted(true) };
}

/** Columns that are there keep their place; CREATE OR REPLACE takes new ones at the end only. */
function inOrderOf(before: readonly View[], view: View): View {
  const there = before.find(({ name }) => name === view.name);
  if (there === undefined) return view;
  const place = (name: string) => {
    const index = there.columns.findIndex((column) => column.name === name);
    return index === -1 ? there.columns.length : index;
  };
  return { ...view, columns: [...view.columns].sort((a, b) => place(a.name) - place(b.name)) };
}

/** New views, views with more columns or other rows, and the exchange of columns below them. */
export function viewSteps(change: ViewChange): readonly MigrationStep[] {
  const { before, after, changes } = change;
  const moved = changes.filter((one) => one.moved.length > 0 || one.adopted.length > 0);
  const remade = remadeViews(change, moved);
  const there = new Map(before.map((view) => [view.name, view]));
  const replaced = after.filter((view) => {
    const old = there.get(view.name);
    return old !== undefined && !remade.has(view.name) && textOf(view) !== textOf(old);
  });
  const late = new Set([...remade, ...replaced.map(({ name }) => name)]);
  const fresh = after.filter(({ name }) => !there.has(name) && !remade.has(name));
  const isEarly = (view: View) => !viewSources(view).some((name) => late.has(name));
  return [
    ...fresh.filter(isEarly).map((view) => newView(change, view, 'expand')),
    ...(remade.size > 0 || moved.length > 0 ? [exchange(change, moved, remade)] : []),
    ...replaced.map((view) => replacedView(change, view)),
    ...fresh.filter((view) => !isEarly(view)).map((view) => newView(change, view, 'migrate')),
    ...after.flatMap((view) => describedView(change, view, remade)),
  ];
}

/** Views of majors and datasets that are gone, and columns that views show for the plan before. */
export function retiredViewSteps(change: ViewChange): readonly MigrationStep[] {
  const { previous, before, after, last, store } = change;
  const gone = before.filter(({ name }) => !after.some((view) => view.name === name)).toReversed();
  const narrower = last.filter((view, index) => {
    const now = after[index];
    return now !== undefined && textOf(now) !== textOf(view);
  });
  const remade = readersAndSelf(last, narrower);
  return [
    ...gone.map((view): MigrationStep => {
      const readers = previous.grants.filter(
        (grant) => grant.store === store && grant.object === view.name,
      );
      return {
        id: `retire/${objectName(view)}/drop-view`,
        phase: 'retire',
        store,
        object: objectName(view),
        title: `drops the view ${objectName(view)}`,
        statements: [droppedView(view)],
        after: [
          `the end of support of ${goneOf(change, view).join(', ')}`,
          ...consumers(readers.map(({ role }) => role)).map(
            (product) => `${product} reads it no more`,
          ),
        ],
        contracts: goneOf(change, view),
      };
    }),
    ...(narrower.length === 0
      ? []
      : [
          {
            id: `retire/${store}/views`,
            phase: 'retire',
            store,
            object: objectName(narrower[0] ?? { store, name: '' }),
            title: `makes ${narrower.map(objectName).join(', ')} anew without what only the plan before had`,
            statements: remake(
              change,
              last.filter(({ name }) => remade.has(name)),
              last.filter(({ name }) => remade.has(name)),
              [],
            ),
            test: othersNeed(store, [...remade]),
            after: ['no consumer reads a column that goes'],
            contracts: contractsOf(change, narrower[0]),
          } as const satisfies MigrationStep,
        ]),
  ];
}

/** `tundish_quality_input` is how the product quality reads. */
function consumers(roles: readonly string[]): readonly string[] {
  const products = roles.flatMap((role) => /^tundish_(.+)_input$/.exec(role)?.[1] ?? []);
  return [...new Set(products)].sort();
}

/** Views that cannot be replaced in place, and those that read them. */
function remadeViews(
  { before, after }: ViewChange,
  moved: readonly TableChange[],
): ReadonlySet<string> {
  const tables = new Set(moved.map(({ current }) => current.name));
  const others = after.filter((view) => {
    const old = before.find(({ name }) => name === view.name);
    return old !== undefined && !takesPlace(old, view);
  });
  const all = [...before, ...after];
  return new Set([...readersOf(all, tables), ...readersAndSelf(all, others)]);
}

function readersAndSelf(views: readonly View[], some: readonly View[]): ReadonlySet<string> {
  const names = new Set(some.map(({ name }) => name));
  return new Set([...names, ...readersOf(views, names)]);
}

/** CREATE OR REPLACE takes it: the same columns with the same types, then new ones. */
function takesPlace(old: View, view: View): boolean {
  return old.columns.every((column, index) => {
    const now = view.columns[index];
    return now?.name === column.name && now.type === column.type;
  });
}

function textOf(view: View): string {
  return createView(view, ownSchema);
}

function newView(change: ViewChange, view: View, phase: 'expand' | 'migrate'): MigrationStep {
  return {
    id: `${phase}/${objectName(view)}/view`,
    phase,
    store: view.store,
    object: objectName(view),
    title: `creates the view ${objectName(view)} with ${view.columns.length} columns`,
    statements: [...createdView(view), ...grantsOn(change.current.grants, [view])],
    down: [droppedView(view)],
    contracts: contractsOf(change, view),
  };
}

function replacedView(change: ViewChange, view: View): MigrationStep {
  const { before } = change;
  const old = before.find(({ name }) => name === view.name) ?? view;
  const more = view.columns.slice(old.columns.length).map(({ name }) => name);
  const readers = readersAndSelf([...before, ...change.after], [view]);
  const among = (views: readonly View[]) => views.filter(({ name }) => readers.has(name));
  return {
    id: `migrate/${objectName(view)}/view`,
    phase: 'migrate',
    store: view.store,
    object: objectName(view),
    title:
      more.length === 0
        ? `lets the view ${objectName(view)} choose its rows as the contract says now`
        : `adds ${more.join(', ')} to the view ${objectName(view)}`,
    statements: [...createdView(view), ...grantsOn(change.current.grants, [view])],
    down:
      more.length === 0
        ? createdView(old)
        : remake(change, among(before), among(before), among(change.after)),
    contracts: contractsOf(change, view),
  };
}

/** Columns of the new types take the names, with all views above them, in one short transaction. */
function exchange(
  change: ViewChange,
  moved: readonly TableChange[],
  remade: ReadonlySet<string>,
): MigrationStep {
  const { store, before, after } = change;
  const kept = before
    .filter(({ name }) => !after.some((view) => view.name === name))
    .map((view) => overFormerColumns(view, change.changes));
  const among = (views: readonly View[]) => views.filter(({ name }) => remade.has(name));
  const [old, now] = [among(before), among([...after, ...kept])];
  const columns = moved.flatMap((one) =>
    [...one.moved, ...one.adopted].map(
      ({ after: column }) => `${objectName(one.current)}.${column.name} (${column.type})`,
    ),
  );
  const [first] = moved;
  const downTests = moved.flatMap((one) => exchangeDownTest(one) ?? []);
  const downTest = downTests.length === 1 ? downTests[0] : joined(downTests);
  return {
    id: `migrate/${store}/exchange`,
    phase: 'migrate',
    store,
    object:
      first === undefined ? objectName(now[0] ?? { store, name: '' }) : objectName(first.current),
    title:
      `${columns.length === 0 ? '' : `lets the new column take the name of ${columns.join(', ')} and `}` +
      `makes ${now.map(objectName).join(', ')} anew, in one short transaction`,
    statements: [
      ...remake(change, now, old, now, moved, (one) => [
        ...exchangeTable(one),
        ...adoptColumns(one),
      ]),
      ...moved.flatMap((one) => provenOnceAdopted(one, 'current')),
    ],
    test: othersNeed(store, [...remade]),
    ...(first === undefined
      ? {}
      : { done: adoptedQuery(first) ?? exchangedQuery(first), downNeedsDone: true }),
    down: [
      ...remake(change, old, now, now, moved, (one) => [
        ...exchangeTableBack(one),
        ...giveBackColumns(one),
      ]),
      ...moved.flatMap((one) => provenOnceAdopted(one, 'previous')),
    ],
    ...(downTest === undefined ? {} : { downTest }),
    contracts: [...new Set(now.flatMap((view) => contractsOf(change, view)))],
  };
}

function joined(tests: readonly { readonly sql: string; readonly problem: string }[]) {
  return tests.length === 0
    ? undefined
    : {
        sql: tests
          .map(({ sql }) => `(SELECT to_jsonb(q)::text AS key FROM (${sql}) q)`)
          .join('\nUNION ALL\n'),
        problem: tests.map(({ problem }) => problem).join('; '),
      };
}

/** Drops views, alters what lies below them, and creates views, while nobody reads them. */
function remake(
  { store, previous, current }: ViewChange,
  created: readonly View[],
  there: readonly View[],
  dropped: readonly View[],
  tables: readonly TableChange[] = [],
  alter: (change: TableChange) => readonly MigrationStatement[] = () => [],
): readonly MigrationStatement[] {
  const names = new Map([...there, ...dropped, ...created].map((view) => [view.name, view]));
  // Views over views of any dataset go first.
  const [below, above] = [false, true].map((wanted) =>
    [...names.values()].filter((view) => readsAnyView(view) === wanted),
  );
  const drops = [...(below ?? []), ...(above ?? [])].toReversed();
  const locked = [
    ...there.toReversed().map(viewSql),
    ...tables.toReversed().map((one) => tableSql(one.current)),
  ];
  return [
    ...(locked.length === 0
      ? []
      : lockAll(
          locked,
          tables.map((one) => tableSql(one.current)),
        )),
    ...(created.length === 0
      ? []
      : [
          saveGrants(
            store,
            created.map(({ name }) => name),
          ),
        ]),
    ...drops.map(droppedView),
    ...tables.flatMap(alter),
    ...created.flatMap(createdView),
    ...grantsOn([...previous.grants, ...current.grants], created),
    ...(created.length === 0 ? [] : [restoreGrants()]),
  ];
}

function readsAnyView({ definition }: View): boolean {
  return definition.kind === 'genealogy' || definition.kind === 'of-view';
}

function describedView(
  change: ViewChange,
  view: View,
  remade: ReadonlySet<string>,
): readonly MigrationStep[] {
  const old = change.before.find(({ name }) => name === view.name);
  if (old === undefined || remade.has(view.name) || textOf(old) !== textOf(view)) return [];
  const [now, was] = [view, old].map((one) => commentView(one, ownSchema));
  if (JSON.stringify(now) === JSON.stringify(was)) return [];
  const said = (list: readonly string[] | undefined) =>
    (list ?? []).map((sql) => statement(sql, 'SHARE UPDATE EXCLUSIVE'));
  return [
    {
      id: `migrate/${objectName(view)}/describe`,
      phase: 'migrate',
      store: view.store,
      object: objectName(view),
      title: `describes ${objectName(view)} as the contract does now`,
      statements: said(now),
      down: said(was),
      contracts: contractsOf(change, view),
    },
  ];
}

/** Of a view that goes: the major that ends, not the one that came. */
function goneOf({ previous, current }: ViewChange, view: View): readonly string[] {
  const before = ownerOf(previous, view);
  const after = current.datasets.find(({ id }) => id === before?.id);
  return ofMajor(goneContracts(before, after), view);
}

function ownerOf({ datasets }: Plan, view: View) {
  return datasets.find(({ views }) =>
    views.some(({ store, name }) => store === view.store && name === view.name),
  );
}

function ofMajor(all: readonly string[], { major }: View): readonly string[] {
  const own = all.filter((name) => name.endsWith(`.v${major}`));
  return own.length > 0 ? own : all;
}

function contractsOf({ previous, current }: ViewChange, view: View | undefined): readonly string[] {
  if (view === undefined) return [];
  const [before, after] = [ownerOf(previous, view), ownerOf(current, view)];
  const same = after ?? current.datasets.find(({ id }) => id === before?.id);
  return ofMajor(changedContracts(before, same), view);
}
