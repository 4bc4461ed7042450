import { comingName, formerName } from '../plan/names.ts';
import type { Column, DatasetPlan, Plan, StoreName, Table } from '../plan/plan.ts';
import { STORE_NAMES } from '../plan/plan.ts';
import { tablesOf } from '../plan/store-objects.ts';
import { viewTable } from '../plan/view-table.ts';
import { isWider } from './fitted-store.ts';
import { type Conversion, conversion, takesOldValues } from './type-change.ts';

/** One table that both plans have, and what differs between its columns. */
export interface TableChange {
  readonly previous: Table;
  readonly current: Table;
  readonly dataset: DatasetPlan;
  /** Contracts whose change asks for it: `heat.v2`. */
  readonly contracts: readonly string[];
  /** Contracts whose end lets something go: `heat.v1`. */
  readonly retiring: readonly string[];
  /** A major of the plan before is gone: rows of it are there and stay. */
  readonly hasGoneMajor: boolean;
  readonly added: readonly Column[];
  readonly removed: readonly Column[];
  /** Columns whose type needs another column in their place. */
  readonly moved: readonly MovedColumn[];
  /** Columns whose name another column takes: the member of a later major, once that of the first ends. */
  readonly adopted: readonly AdoptedColumn[];
  /** Columns that no online step can bring from one type to the other. */
  readonly stuck: readonly { readonly before: Column; readonly after: Column }[];
}

/** A column that gets a sibling of the new type, which then takes its place. */
export interface MovedColumn {
  readonly before: Column;
  readonly after: Column;
  /** The sibling until it takes the name, and the old column from then on. */
  readonly coming: string;
  readonly former: string;
  /** From the old value to the new one; undefined where the ETL computes it anew. */
  readonly forward?: Conversion;
  /** SQL of the new value from the column `before`, with any spelling of it. */
  readonly forwardOf: (value: string) => Conversion | undefined;
  readonly backOf: (value: string) => Conversion | undefined;
  /** Processes of the plan before can go on writing once the new column has the name. */
  readonly takesOldValues: boolean;
}

/**
 * A member that had a column apart (`volume_v2`) while a lower major had one of another unit or type
 * under the plain name, and that has the plain name now. It is renamed: nothing is copied.
 */
export interface AdoptedColumn {
  /** The lower major's, which makes room. */
  readonly before: Column;
  readonly former: string;
  /** The column apart. */
  readonly apart: Column;
  readonly after: Column;
}

/** The tables that both plans have, store by store; the platform's own are alike in all plans. */
export function tableChanges(previous: Plan, current: Plan): readonly TableChange[] {
  return STORE_NAMES.flatMap((store) => {
    const before = new Map(tablesOf(previous, store).map((table) => [table.name, table]));
    return current.datasets.flatMap((dataset) =>
      dataset.tables.flatMap((table): readonly TableChange[] => {
        const there = table.store === store ? before.get(table.name) : undefined;
        return there === undefined ? [] : [tableChange(previous, dataset, there, table)];
      }),
    );
  });
}

function tableChange(
  plan: Plan,
  dataset: DatasetPlan,
  previous: Table,
  current: Table,
): TableChange {
  const before = plan.datasets.find(({ id }) => id === dataset.id);
  const adopted = adoptedColumns(before, dataset, previous, current);
  const pairs = current.columns.flatMap((after) => {
    const column = previous.columns.find(({ name }) => name === after.name);
    if (column === undefined || adopted.some((one) => one.after === after)) return [];
    return column.type === after.type || isWider(column.type, after.type)
      ? []
      : [{ before: column, after }];
  });
  const isMovable = (pair: { readonly before: Column; readonly after: Column }) =>
    current.partition === undefined &&
    !previous.primaryKey.includes(pair.after.name) &&
    !current.primaryKey.includes(pair.after.name) &&
    (dataset.kind === 'computed' || movedColumn(pair).forward !== undefined);
  return {
    previous,
    current,
    dataset,
    contracts: changedContracts(before, dataset),
    retiring: goneContracts(before, dataset),
    hasGoneMajor: majorsOf(before).some((major) => !majorsOf(dataset).includes(major)),
    added: current.columns.filter((column) => !has(previous, column.name)),
    removed: previous.columns.filter(
      (column) => !has(current, column.name) && !adopted.some(({ apart }) => apart === column),
    ),
    adopted,
    moved: pairs.filter(isMovable).map(movedColumn),
    stuck: pairs.filter((pair) => !isMovable(pair)),
  };
}

/** Found by the views: what a major shows under one name is another column than before. */
function adoptedColumns(
  before: DatasetPlan | undefined,
  dataset: DatasetPlan,
  previous: Table,
  current: Table,
): readonly AdoptedColumn[] {
  const shown = dataset.views.flatMap((view) => {
    const old = before?.views.find(({ name }) => name === view.name);
    if (old === undefined || viewTable(view.definition) !== current.name) return [];
    return view.columns.map(({ name, column }) => ({
      column,
      before: old.columns.find((one) => one.name === name)?.column,
    }));
  });
  return current.columns.flatMap((after) => {
    const there = previous.columns.find(({ name }) => name === after.name);
    const source = shown.find(({ column, before: was }) => column === after.name && was !== column);
    const apart = previous.columns.find(({ name }) => name === source?.before);
    if (there === undefined || apart === undefined || has(current, apart.name)) return [];
    if (apart.type !== after.type) return [];
    return [{ before: there, former: formerName(after.name), apart, after }];
  });
}

function movedColumn({
  before,
  after,
}: {
  readonly before: Column;
  readonly after: Column;
}): MovedColumn {
  const zone = after.source.kind === 'value' ? after.source.zone : undefined;
  const forwardOf = (value: string) => conversion(before.type, after.type, value, zone);
  const forward = forwardOf('x');
  return {
    before,
    after,
    coming: comingName(after.name),
    former: formerName(after.name),
    ...(forward === undefined ? {} : { forward }),
    forwardOf,
    backOf: (value) => conversion(after.type, before.type, value, zone),
    takesOldValues: takesOldValues(before.type, after.type),
  };
}

/** The majors whose rows a dataset's tables hold. */
export function majorsOf(dataset: DatasetPlan | undefined): readonly number[] {
  if (dataset === undefined || dataset.kind === 'reference') return [];
  return dataset.kind === 'computed' ? [dataset.major] : dataset.majors.map(({ major }) => major);
}

/** New versions and, where there is none, those that are gone; else all. */
export function changedContracts(
  before: DatasetPlan | undefined,
  after: DatasetPlan | undefined,
): readonly string[] {
  const [old, now] = [versions(before), versions(after)];
  const news = [...now].filter(([name, version]) => old.get(name) !== version);
  const gone = [...old].filter(([name]) => !now.has(name));
  const named = news.length > 0 ? news : gone.length > 0 ? gone : [...now];
  return named.map(([name]) => name);
}

/** The contracts of a dataset that are gone; where all are there, those that changed. */
export function goneContracts(
  before: DatasetPlan | undefined,
  after: DatasetPlan | undefined,
): readonly string[] {
  const now = versions(after);
  const gone = [...versions(before).keys()].filter((name) => !now.has(name));
  return gone.length > 0 ? gone : changedContracts(before, after);
}

function versions(dataset: DatasetPlan | undefined): ReadonlyMap<string, string> {
  if (dataset === undefined || dataset.kind === 'reference') return new Map();
  const majors = dataset.kind === 'computed' ? [dataset] : dataset.majors;
  return new Map(
    majors.map(({ contractPath, version }) => [
      contractPath.replace(/^.*\//, '').replace(/[.]odcs[.]ya?ml$/, ''),
      version,
    ]),
  );
}

export function objectName(object: { readonly store: StoreName; readonly name: string }): string {
  return `${object.store}.${object.name}`;
}

function has({ columns }: Table, name: string): boolean {
  return columns.some((column) => column.name === name);
}
