import { defaultPartitionName, primaryKeyName } from './names.ts';
import type { DatasetPlan, Plan, StoreName, Table, View, ViewColumn } from './plan.ts';
import { STORE_NAMES } from './plan.ts';
import { platformTables, rawTables } from './raw-table.ts';
import { viewTable } from './view-table.ts';

/** A table or view of a store, and the dataset that makes it. */
export interface Relation {
  readonly store: StoreName;
  readonly name: string;
  /** `<product>.<dataset>`, or `the platform`. */
  readonly dataset: string;
  readonly kind: 'table' | 'view';
  /** Of a view of children or revisions: the view of the records themselves, in the same store. */
  readonly rootView?: string;
  /** Of a view. */
  readonly columns?: readonly RelationColumn[];
}

/** A column as readers of a view see it. */
export interface RelationColumn {
  readonly name: string;
  readonly type: string;
  /** UCUM code. */
  readonly unit?: string;
  readonly classification?: string;
  readonly nullable: boolean;
  /** Majors whose records have no such value; absent where there are none. */
  readonly lackedBy?: readonly number[];
}

/** All tables and views of a plan: the platform's first, then by dataset. */
export function relationsOf(plan: Plan): readonly Relation[] {
  return ownedTables(plan)
    .map(({ table, dataset }): Relation => relation(table, dataset))
    .concat(
      plan.datasets.flatMap((dataset) => dataset.views.map((view) => viewRelation(view, dataset))),
    );
}

/** What changes on its own, whatever happens to the records of its dataset. */
const OWN_ROOTS: ReadonlySet<View['definition']['kind']> = new Set([
  'present',
  'of-view',
  'genealogy',
  'samples-with-register',
]);

/** Of the views of one major, the root's stands first. */
function viewRelation(view: View, dataset: DatasetPlan): Relation {
  const { store, name, major } = view;
  const root = dataset.views.find((one) => one.store === store && one.major === major);
  const columns = view.columns.map((column): RelationColumn => {
    const { name, type, nullable, unit, classification } = column;
    const lackedBy = majorsWithout(column, view, dataset);
    return {
      name,
      type,
      nullable,
      ...(unit === undefined ? {} : { unit }),
      ...(classification === undefined ? {} : { classification }),
      ...(lackedBy.length === 0 ? {} : { lackedBy }),
    };
  });
  const common = { store, name, dataset: dataset.id, kind: 'view', columns } as const;
  return root === undefined || root === view || OWN_ROOTS.has(view.definition.kind)
    ? common
    : { ...common, rootView: root.name };
}

function majorsWithout(
  { column, nullable }: ViewColumn,
  { definition }: View,
  dataset: DatasetPlan,
): readonly number[] {
  if (dataset.kind !== 'event' || !nullable) return [];
  const table = dataset.tables.find(({ name }) => name === viewTable(definition));
  const source = table?.columns.find(({ name }) => name === column)?.source;
  const having = source?.kind === 'value' ? source.majors : undefined;
  if (having === undefined) return [];
  return dataset.majors.map(({ major }) => major).filter((major) => !having.includes(major));
}

/** A name that two things of one name space have. */
export interface NameCollision {
  /** `curated`, `queues` or `roles`. */
  readonly space: string;
  readonly name: string;
  /** Dataset ids, sorted as the plan is; twice the same where a dataset collides with itself. */
  readonly datasets: readonly string[];
}

/**
 * Names that occur twice where PostgreSQL or the broker has room for one: tables, views, indexes and
 * partitions of a store share a name space, queues share another.
 */
export function nameCollisions(
  plan: Plan,
  relations: readonly Relation[] = relationsOf(plan),
): readonly NameCollision[] {
  const taken = new Map<string, { space: string; name: string; datasets: string[] }>();
  const take = (space: string, name: string, dataset: string) => {
    const key = JSON.stringify([space, name]);
    const known = taken.get(key) ?? { space, name, datasets: [] };
    known.datasets.push(dataset);
    taken.set(key, known);
  };
  for (const { store, name, dataset } of relations) take(store, name, dataset);
  for (const { table, dataset } of ownedTables(plan)) {
    for (const name of attachedNames(table)) take(table.store, name, dataset);
  }
  for (const dataset of plan.datasets) {
    if ('channel' in dataset) take('queues', dataset.channel.queue, dataset.id);
  }
  return [...taken.values()].filter((one) => one.datasets.length > 1);
}

/** The names that a dataset takes, each with the name space that it must be alone in. */
export function namesOf(
  dataset: DatasetPlan,
): readonly { readonly space: string; readonly name: string }[] {
  const tables = [...(dataset.kind === 'event' ? rawTables(dataset.raw) : []), ...dataset.tables];
  return [
    ...tables.flatMap((table) =>
      [table.name, ...attachedNames(table)].map((name) => ({ space: table.store, name })),
    ),
    ...dataset.views.map(({ store, name }) => ({ space: store, name })),
    ...('channel' in dataset ? [{ space: 'queues', name: dataset.channel.queue }] : []),
  ];
}

function attachedNames(table: Table): readonly string[] {
  return [
    ...(table.primaryKey.length === 0 ? [] : [primaryKeyName(table.name)]),
    ...table.indexes.map((index) => index.name),
    ...(table.partition === undefined ? [] : [defaultPartitionName(table.name)]),
  ];
}

function ownedTables(plan: Plan): readonly { readonly table: Table; readonly dataset: string }[] {
  const own = STORE_NAMES.flatMap(platformTables).map((table) => ({
    table,
    dataset: 'the platform',
  }));
  const others = plan.datasets.flatMap((dataset) =>
    [...(dataset.kind === 'event' ? rawTables(dataset.raw) : []), ...dataset.tables].map(
      (table) => ({ table, dataset: dataset.id }),
    ),
  );
  return [...own, ...others];
}

function relation(table: Table, dataset: string): Relation {
  return { store: table.store, name: table.name, dataset, kind: 'table' };
}
