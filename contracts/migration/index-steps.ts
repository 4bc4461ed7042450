import { comingName, formerName } from '../plan/names.ts';
import type { Index, Table } from '../plan/plan.ts';
import { identifierList, quoteIdentifier, quoteLiteral } from '../plan/sql-text.ts';
import { buildIndex, removeIndex, renameIndex, tableSql } from './alter-sql.ts';
import type { ByHand, DataTest, MigrationStatement, MigrationStep } from './migration.ts';
import { stepName } from './step-parts.ts';
import { objectName, type TableChange } from './table-change.ts';

/** Indexes that come, go or are over other columns; those over columns that move come with these. */
export function indexSteps(change: TableChange): readonly MigrationStep[] {
  const { previous, current } = change;
  if (current.partition !== undefined) return [];
  const names = new Set([...previous.indexes, ...current.indexes].map(({ name }) => name));
  return [...names].flatMap((name): readonly MigrationStep[] => {
    const before = previous.indexes.find((index) => index.name === name);
    const after = current.indexes.find((index) => index.name === name);
    if (JSON.stringify(before) === JSON.stringify(after)) {
      return [];
    }
    if ([before, after].some((index) => index !== undefined && usesMoved(change, index))) return [];
    if (after === undefined) return [goneIndex(change, name)];
    return before === undefined ? [newIndex(change, after)] : replacedIndex(change, before, after);
  });
}

/** PostgreSQL builds none concurrently over partitions, and a plan does not know which there are. */
export function indexesByHand({ previous, current, contracts }: TableChange): readonly ByHand[] {
  if (current.partition === undefined) return [];
  return current.indexes
    .filter((index) => {
      const before = previous.indexes.find(({ name }) => name === index.name);
      return JSON.stringify(before) !== JSON.stringify(index);
    })
    .map((index) => ({
      store: current.store,
      object: `${objectName(current)} index ${index.name}`,
      contracts,
      reason:
        'A partitioned table takes no concurrent build. CREATE INDEX … ON ONLY the table, CREATE INDEX CONCURRENTLY on each partition and ALTER INDEX … ATTACH PARTITION each of them; then run this again.',
    }));
}

export function usesMoved({ moved }: TableChange, { elements, where }: Index): boolean {
  const text = [...elements, where ?? ''].join(', ');
  return moved.some(({ before }) => text.includes(quoteIdentifier(before.name)));
}

function newIndex({ current, contracts }: TableChange, index: Index): MigrationStep {
  return {
    id: `expand/${objectName(current)}/${stepName('index', index.name)}`,
    phase: 'expand',
    store: current.store,
    object: objectName(current),
    title: `builds the index ${index.name} on ${objectName(current)} (${index.elements.join(', ')})`,
    statements: [buildIndex(current, index)],
    ...(index.unique === true ? { test: doubles(current, index) } : {}),
    down: [removeIndex(current, index.name)],
    contracts,
  };
}

function replacedIndex(
  { previous, current, contracts }: TableChange,
  before: Index,
  after: Index,
): readonly MigrationStep[] {
  const common = { store: current.store, object: objectName(current), contracts };
  const coming = { ...after, name: comingName(after.name) };
  const former = formerName(before.name);
  const done = indexIsThere(current, former);
  return [
    {
      ...common,
      id: `expand/${objectName(current)}/${stepName('index', after.name)}`,
      phase: 'expand',
      title: `builds the index ${after.name} on ${objectName(current)} anew, over ${after.elements.join(', ')}`,
      statements: [buildIndex(current, coming)],
      done,
      ...(after.unique === true ? { test: doubles(current, after) } : {}),
      down: [removeIndex(current, coming.name)],
    },
    {
      ...common,
      id: `migrate/${objectName(current)}/${stepName('index', after.name)}`,
      phase: 'migrate',
      title: `gives the new index of ${objectName(current)} the name ${after.name}`,
      statements: swapIndex(current, after.name),
      done,
      down: [
        renameIndex(previous, after.name, coming.name),
        renameIndex(previous, former, before.name),
      ],
      downNeedsDone: true,
    },
    droppedIndex(current, former, contracts),
  ];
}

/** The one that is there steps aside for the one that was built beside it. */
export function swapIndex(table: Table, name: string): readonly MigrationStatement[] {
  return [renameIndex(table, name, formerName(name)), renameIndex(table, comingName(name), name)];
}

function goneIndex({ current, contracts }: TableChange, name: string): MigrationStep {
  return droppedIndex(current, name, contracts);
}

export function droppedIndex(
  table: Table,
  name: string,
  contracts: readonly string[],
): MigrationStep {
  return {
    id: `retire/${objectName(table)}/${stepName('drop-index', name)}`,
    phase: 'retire',
    store: table.store,
    object: `${table.store}.${name}`,
    title: `drops the index ${name} of ${objectName(table)}, which no view needs any more`,
    statements: [removeIndex(table, name)],
    after: ['no consumer of the plan before filters by it'],
    contracts,
  };
}

function indexIsThere(table: Table, name: string): string {
  const index = `${quoteIdentifier(table.store)}.${quoteIdentifier(name)}`;
  return `SELECT 1 WHERE to_regclass(${quoteLiteral(index)}) IS NOT NULL`;
}

function doubles(table: Table, index: Index): DataTest {
  return {
    sql: [
      `SELECT min(${identifierList(table.primaryKey.slice(0, 1))}::text) AS first, count(*)::text AS rows`,
      `FROM ${tableSql(table)}${index.where === undefined ? '' : ` WHERE ${index.where}`}`,
      `GROUP BY ${index.elements.map((element) => element.replace(/ (ASC|DESC).*$/, '')).join(', ')}`,
      'HAVING count(*) > 1 LIMIT 5',
    ].join('\n'),
    problem: `rows of ${objectName(table)} share what the index ${index.name} wants to be unique`,
  };
}
