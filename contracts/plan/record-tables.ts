import type { Dataset } from '../model/dataset.ts';
import { fieldTexts } from './field-text.ts';
import type { MergedChild, MergedLeaf, MergedRow, OwnMember } from './merge-majors.ts';
import { checkName, childTableName, columnName, distinctColumnName, indexName } from './names.ts';
import type { Check, Column, Index, StoreName, Table, ValueSource } from './plan.ts';
import type { PostgresType } from './postgres-type.ts';
import { elementProvenance, ordinalNames, RECORD_PROVENANCE } from './provenance-columns.ts';
import type { UnionShape } from './row-shape.ts';
import { isStorableText, quoteIdentifier, quoteLiteral } from './sql-text.ts';

/** One major of a dataset, whose records stand in the tables of all. */
export interface MajorOfDataset {
  readonly major: number;
  readonly dataset: Dataset;
}

/** The tables of an event dataset with the way from paths to columns. */
export interface RecordTables {
  readonly root: NamedTable;
  /** Parent before child. */
  readonly children: readonly ChildTable[];
}

export interface NamedTable {
  readonly table: Table;
  /** Columns of record values by path (JSON text), with the majors that declare them. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly majors: readonly number[];
  /** What each major says of a column, by the column's name. */
  readonly own: ReadonlyMap<string, ReadonlyMap<number, OwnMember>>;
  /** Names that views give to columns whose own name a contract says. */
  readonly shownAs: ReadonlyMap<string, string>;
  /** What each major says of the rows; those that say nothing are absent. */
  readonly comments: ReadonlyMap<number, string>;
}

export interface ChildTable extends NamedTable {
  readonly keyCopies: readonly KeyCopy[];
}

/** A key column of the record in a child table. */
export interface KeyCopy {
  readonly child: string;
  readonly parent: string;
  /** Majors in whose key it is. */
  readonly majors: readonly number[];
}

/** What the tables of one dataset have in common while they are laid out. */
interface Layout {
  readonly store: StoreName;
  readonly datasets: readonly MajorOfDataset[];
  readonly majors: readonly number[];
}

/**
 * Lays out the curated tables of records: values first, provenance after them. `datasets` are the
 * majors that share them, ascending; the newest describes the tables.
 */
export function recordTables(
  datasets: readonly MajorOfDataset[],
  name: string,
  row: MergedRow,
): RecordTables {
  const majors = datasets.map(({ major }) => major);
  const layout: Layout = { store: 'curated', datasets, majors };
  const columns = nameColumns(row.leaves, majors, []);
  const values = [...columns.values()];
  const comments = new Map(
    datasets.map(({ major, dataset }) => [
      major,
      dataset.description ?? `Records of ${dataset.name}.`,
    ]),
  );
  const table: Table = {
    store: 'curated',
    name,
    comment: [...comments.values()].at(-1) ?? '',
    columns: [...values, ...RECORD_PROVENANCE],
    primaryKey: ['_event_id', '_record'],
    checks: tableChecks(name, row, columns),
    indexes: rootIndexes(name, datasets, columns),
    rows: { kind: 'record' },
  };
  const root: NamedTable = {
    table,
    columns,
    majors,
    own: ownByName(row.leaves, columns),
    shownAs: shownNames(row.leaves, columns),
    comments,
  };
  const children = row.children.flatMap((child) => childTables(layout, root, name, [], child));
  return { root, children };
}

/** The key's columns of a dataset, where they exist. */
export function keyColumns(
  key: readonly string[],
  columns: ReadonlyMap<string, Column>,
): readonly Column[] {
  return key.flatMap((path) => columns.get(pathKey(path.split('.'))) ?? []);
}

function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** A further column of a member is found by its name: its path is that of the first. */
function leafKey({ path, physicalName, isFurther }: MergedLeaf): string {
  return isFurther ? `${pathKey(path)} in ${physicalName ?? 'its own'}` : pathKey(path);
}

/**
 * Newest revision first; NULLs are older than any value. Event ids are hashes: they make the order
 * total, but say nothing about time, so the numbers of the event key (a sequence) come before them.
 */
export function revisionOrder(
  dataset: Dataset,
  columns: ReadonlyMap<string, Column>,
): readonly string[] {
  const revision = dataset.revision === undefined ? [] : keyColumns([dataset.revision], columns);
  const taken = new Set([...revision, ...keyColumns(dataset.key, columns)]);
  const numbers = keyColumns(eventKeyOf(dataset), columns).filter(
    (column) => NUMBERS.has(column.type) && !taken.has(column),
  );
  const names = (list: readonly Column[]) => list.map((column) => column.name);
  return [...names(revision), '_event_time', ...names(numbers), '_event_id', '_record'];
}

const NUMBERS: ReadonlySet<PostgresType> = new Set(['bigint', 'numeric', 'double precision']);

function eventKeyOf({ source }: Dataset): readonly string[] {
  if (source.kind !== 'stream' || source.stream.class !== 'event') return [];
  return source.stream.eventKey === 'payload' ? [] : source.stream.eventKey;
}

function childTables(
  layout: Layout,
  root: NamedTable,
  parentName: string,
  outer: readonly (readonly string[])[],
  child: MergedChild,
): readonly ChildTable[] {
  const name = childTableName(parentName, child.path);
  const paths = [...outer, child.path];
  const copies = keyCopies(layout, root, child.row.leaves);
  const taken = copies.map((copy) => copy.column.name);
  const columns = nameColumns(child.row.leaves, layout.majors, taken);
  const ordinals = ordinalNames(paths.length);
  const fallback = `Elements of ${child.path.join('.')} of ${parentName}.`;
  const table: Table = {
    store: layout.store,
    name,
    comment: fieldTexts(child.field).comment ?? fallback,
    columns: [
      ...copies.map((copy) => copy.column),
      ...columns.values(),
      ...elementProvenance(paths.length),
    ],
    primaryKey: ['_event_id', '_record', ...ordinals],
    checks: tableChecks(name, child.row, columns),
    indexes: [
      ...keyIndexes(
        name,
        layout.majors.map((major) => ({
          major,
          elements: copies
            .filter(({ majors }) => majors.includes(major))
            .map(({ column }) => quoteIdentifier(column.name)),
        })),
      ),
      index(name, 'tx', ['"_tx"']),
    ],
    rows: {
      kind: 'elements',
      paths,
      ...(child.majors.length === layout.majors.length ? {} : { majors: child.majors }),
    },
  };
  const own: ChildTable = {
    table,
    columns,
    majors: child.majors,
    own: new Map([
      ...ownByName(child.row.leaves, columns),
      ...copies.map(({ column, own: said }) => [column.name, said] as const),
    ]),
    shownAs: shownNames(child.row.leaves, columns),
    comments: new Map(
      [...child.own].map(([major, field]) => [major, fieldTexts(field).comment ?? fallback]),
    ),
    keyCopies: copies.map(({ column, parent, majors }) => ({
      child: column.name,
      parent,
      majors,
    })),
  };
  return [
    own,
    ...child.row.children.flatMap((inner) => childTables(layout, root, name, paths, inner)),
  ];
}

/**
 * The record's key in a child table, under its own name where no member of the element has it. What
 * an older major declares outside of its key is not repeated: rows that are there were written
 * without it.
 */
function keyCopies(
  { datasets, majors }: Layout,
  root: NamedTable,
  leaves: readonly MergedLeaf[],
): readonly (Omit<KeyCopy, 'child'> & {
  readonly column: Column;
  readonly own: ReadonlyMap<number, OwnMember>;
})[] {
  const used = new Set(leaves.map((leaf) => columnName(leaf.path)));
  return [...new Set(datasets.flatMap(({ dataset }) => dataset.key))].flatMap((dotted) => {
    const path = dotted.split('.');
    const parent = root.columns.get(pathKey(path));
    if (parent?.source.kind !== 'value') return [];
    const name = used.has(parent.name) ? columnName(['record', ...path]) : parent.name;
    const source: ValueSource = { ...parent.source, of: 'record' };
    const keyOf = datasets.filter(({ dataset }) => dataset.key.includes(dotted));
    const [oldest] = parent.source.majors ?? majors;
    if (keyOf[0]?.major !== oldest) return [];
    return [
      {
        column: { ...parent, name, source },
        parent: parent.name,
        majors: keyOf.map(({ major }) => major),
        own: root.own.get(parent.name) ?? new Map<number, OwnMember>(),
      },
    ];
  });
}

function ownByName(
  leaves: readonly MergedLeaf[],
  columns: ReadonlyMap<string, Column>,
): ReadonlyMap<string, ReadonlyMap<number, OwnMember>> {
  return new Map(
    leaves.flatMap((leaf) => {
      const column = columns.get(leafKey(leaf));
      return column === undefined ? [] : [[column.name, leaf.own] as const];
    }),
  );
}

function shownNames(
  leaves: readonly MergedLeaf[],
  columns: ReadonlyMap<string, Column>,
): ReadonlyMap<string, string> {
  return new Map(
    leaves.flatMap((leaf) => {
      const column = columns.get(leafKey(leaf));
      const isNamed = leaf.physicalName !== undefined && column !== undefined;
      return isNamed ? [[column.name, columnName(leaf.path)] as const] : [];
    }),
  );
}

function nameColumns(
  leaves: readonly MergedLeaf[],
  majors: readonly number[],
  taken: readonly string[],
): ReadonlyMap<string, Column> {
  const names = leafNames(leaves, taken);
  const columns = new Map<string, Column>();
  for (const leaf of leaves) {
    columns.set(leafKey(leaf), {
      name: names.get(leafKey(leaf)) ?? columnName(leaf.path),
      type: leaf.type,
      nullable: leaf.nullable,
      source: {
        kind: 'value',
        path: leaf.path,
        ...(leaf.zone === undefined ? {} : { zone: leaf.zone }),
        ...(leaf.zones.length === 0 ? {} : { zones: leaf.zones }),
        ...(leaf.when.length === 0 ? {} : { when: leaf.when }),
        ...(leaf.majors.length === majors.length ? {} : { majors: leaf.majors }),
      },
      ...fieldTexts(leaf.field),
    });
  }
  return columns;
}

/** A name that a contract says comes before those that follow from paths. */
function leafNames(
  leaves: readonly MergedLeaf[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const used = new Set([...taken, ...leaves.flatMap(({ physicalName }) => physicalName ?? [])]);
  return new Map(
    leaves.map((leaf) => {
      const plain = columnName(leaf.path);
      const name = leaf.physicalName ?? (used.has(plain) ? distinctColumnName(leaf.path) : plain);
      used.add(name);
      return [leafKey(leaf), name] as const;
    }),
  );
}

function tableChecks(
  table: string,
  row: MergedRow,
  columns: ReadonlyMap<string, Column>,
): readonly Check[] {
  const ofColumns = row.leaves.flatMap((leaf) => {
    const column = columns.get(leafKey(leaf));
    if (column === undefined) return [];
    return leaf.checks.map((check) => ({
      name: checkName(table, column.name, check.rule),
      expression: check.sql(quoteIdentifier(column.name)),
    }));
  });
  return [...ofColumns, ...row.unions.flatMap((union) => branchChecks(table, union, columns))];
}

/** Per branch: its required members are there, the members of other branches are not. */
function branchChecks(
  table: string,
  union: UnionShape,
  columns: ReadonlyMap<string, Column>,
): readonly Check[] {
  const discriminator = columns.get(pathKey(union.discriminator));
  if (discriminator === undefined) return [];
  const quoted = (path: string) => quoteIdentifier(columns.get(path)?.name ?? '');
  const all = [...new Set(union.branches.flatMap((branch) => branch.allowed.map(pathKey)))];
  return union.branches.flatMap((branch, position) => {
    if (!isStorableText(branch.value)) return [];
    const allowed = new Set(branch.allowed.map(pathKey));
    const terms = [
      ...branch.required.map((path) => `${quoted(pathKey(path))} IS NOT NULL`),
      ...all.filter((path) => !allowed.has(path)).map((path) => `${quoted(path)} IS NULL`),
    ];
    if (terms.length === 0) return [];
    const other = `${quoteIdentifier(discriminator.name)} IS DISTINCT FROM ${quoteLiteral(branch.value)}`;
    return [
      {
        name: checkName(table, discriminator.name, `branch_${position + 1}`),
        expression: `${other} OR (${terms.join(' AND ')})`,
      },
    ];
  });
}

function rootIndexes(
  table: string,
  datasets: readonly MajorOfDataset[],
  columns: ReadonlyMap<string, Column>,
): readonly Index[] {
  const keys = datasets.map(({ major, dataset }) => {
    const key = keyColumns(dataset.key, columns).map((column) => quoteIdentifier(column.name));
    const newest =
      dataset.change === 'revise'
        ? revisionOrder(dataset, columns).map((name) => `${quoteIdentifier(name)} DESC NULLS LAST`)
        : [];
    return { major, elements: key.length === 0 ? [] : [...key, ...newest] };
  });
  return [...keyIndexes(table, keys), index(table, 'tx', ['"_tx"'])];
}

/** An index per key: one for all majors where they agree, and that of the lowest keeps its name. */
function keyIndexes(
  table: string,
  keys: readonly { readonly major: number; readonly elements: readonly string[] }[],
): readonly Index[] {
  const indexes = new Map<string, Index>();
  for (const { major, elements } of keys) {
    const spelling = JSON.stringify(elements);
    if (elements.length === 0 || indexes.has(spelling)) continue;
    const subject = indexes.size === 0 ? 'key' : `key_v${major}`;
    indexes.set(spelling, index(table, subject, elements));
  }
  return [...indexes.values()];
}

function index(table: string, subject: string, elements: readonly string[]): Index {
  return { name: indexName(table, subject), elements };
}
