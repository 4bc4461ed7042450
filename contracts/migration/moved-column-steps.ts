import { ownSchema } from '../generate/sql/schema-names.ts';
import { addColumn } from '../generate/sql/table-sql.ts';
import { checkName, comingName, formerName } from '../plan/names.ts';
import type { Check, Index, Table } from '../plan/plan.ts';
import { identifierList, qualifiedName, quoteIdentifier, quoteLiteral } from '../plan/sql-text.ts';
import {
  allowNull,
  buildIndex,
  proveCheck,
  proveCheckIfHeld,
  putCheck,
  removeCheck,
  removeColumn,
  removeIndex,
  renameCheck,
  renameColumn,
  renameIndex,
  requireValue,
  tableSql,
} from './alter-sql.ts';
import { keepsOldRows, testOf, usesColumn } from './check-steps.ts';
import { alone, commentOn, requireWhereHeld } from './column-steps.ts';
import { droppedIndex, swapIndex, usesMoved } from './index-steps.ts';
import type { DataTest, MigrationStatement, MigrationStep } from './migration.ts';
import { statement, stepName } from './step-parts.ts';
import { type MovedColumn, objectName, type TableChange } from './table-change.ts';
import { guarded } from './type-change.ts';

/**
 * A column whose type cannot change in place: PostgreSQL would write the table anew while nobody reads
 * it. A sibling of the new type is filled by a trigger and in batches, proven to be complete, and takes
 * the name in one short transaction (`exchange` in view-steps.ts); a trigger back fills the old one, so
 * that the way down stays open until the old column is retired.
 */
export function movedColumnSteps(change: TableChange): readonly MigrationStep[] {
  const { moved, current } = change;
  if (moved.length === 0) return [];
  const done = exchangedQuery(change);
  return [
    ...moved.map((column) => ({ ...comingColumn(change, column), done })),
    ...moved.filter(({ forward }) => forward !== undefined).map((column) => filled(change, column)),
    ...shadowChecks(change).map((check) => ({ ...shadowCheck(change, check), done })),
    ...shadowIndexes(change).map((index) => shadowIndex(change, index, done)),
    ...moved
      .filter((column) => isRequired(change, column))
      .map((column) => requiredColumn(change, column, done)),
    ...shadowIndexes(change)
      .filter(({ name }) => change.previous.indexes.some((index) => index.name === name))
      .map(({ name }) => droppedIndex(current, formerName(name), change.contracts)),
    ...moved.map((column) => retiredColumn(change, column)),
  ];
}

/** Gives a row once the columns of the new types have the names. */
export function exchangedQuery({ current, moved }: TableChange): string {
  const [first] = moved;
  if (first === undefined) return 'SELECT 1 WHERE false';
  return (
    `SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(${quoteLiteral(tableSql(current))}) ` +
    `AND attname = ${quoteLiteral(first.after.name)} AND NOT attisdropped ` +
    `AND atttypid = ${quoteLiteral(first.after.type)}::regtype`
  );
}

/** What the exchange does to the table, once it is locked and without its views. */
export function exchangeTable(change: TableChange): readonly MigrationStatement[] {
  const { previous, current, moved } = change;
  const old = checksOfMoved(change, previous);
  return [
    ...moved.flatMap((column) => [
      ...dropTrigger(current, forwardName(current, column)),
      removeCheck(current, completeName(current, column)),
    ]),
    ...old.map(({ name }) => removeCheck(current, name)),
    ...moved.flatMap((column) => [
      renameColumn(current, column.before.name, column.former),
      renameColumn(current, column.coming, column.after.name),
      allowNull(current, column.former),
      commentOn(current, column.after),
      ...createTrigger(current, backName(current, column), column.former, backValue(column)),
    ]),
    ...shadowChecks(change).map(({ name }) => renameCheck(current, comingName(name), name)),
    ...shadowIndexes(change).flatMap(({ name }) => swapIndex(current, name)),
  ];
}

/** The way back, also in one transaction and without the views. */
export function exchangeTableBack(change: TableChange): readonly MigrationStatement[] {
  const { previous, current, moved } = change;
  return [
    ...moved.flatMap((column) => dropTrigger(current, backName(current, column))),
    ...shadowChecks(change).map(({ name }) => renameCheck(current, name, comingName(name))),
    ...moved.flatMap((column) => [
      renameColumn(current, column.after.name, column.coming),
      renameColumn(current, column.former, column.before.name),
      ...(column.forward === undefined
        ? []
        : createTrigger(
            current,
            forwardName(current, column),
            column.coming,
            forwardValue(column),
          )),
    ]),
    ...checksOfMoved(change, previous).map((check) => putCheck(previous, check)),
    ...shadowIndexes(change).flatMap(({ name }) => [
      renameIndex(current, name, comingName(name)),
      renameIndex(current, formerName(name), name),
    ]),
  ];
}

/** What the way back of the exchange leaves to be proven, outside of its transaction. */
function provenAfterwards(
  { previous }: TableChange,
  { before }: MovedColumn,
): readonly MigrationStatement[] {
  return [
    ...previous.checks
      .filter((check) => usesColumn(check, before.name))
      .map(({ name }) => alone(proveCheckIfHeld(previous, name))),
    ...(before.nullable ? [] : requireWhereHeld(previous, before.name)),
  ];
}

/** Rows that came meanwhile and have no counterpart in the old type. Computed ones are computed again. */
export function exchangeDownTest({ current, moved, dataset }: TableChange): DataTest | undefined {
  if (dataset.kind === 'computed' || moved.length === 0) return undefined;
  const lost = moved.map(
    ({ after, former }) =>
      `(t.${quoteIdentifier(after.name)} IS NOT NULL AND to_jsonb(t) -> ${quoteLiteral(former)} = 'null')`,
  );
  return {
    sql: `SELECT ${identifierList(current.primaryKey)} FROM ${tableSql(current)} t WHERE ${lost.join(' OR ')} LIMIT 5`,
    problem: `rows of ${objectName(current)} hold values that the plan before cannot: it would show them as empty. Keep the new plan, or correct these records at their source first`,
  };
}

function comingColumn(change: TableChange, column: MovedColumn): MigrationStep {
  const { current, contracts } = change;
  const { before, after, coming, forward } = column;
  const test = forward === undefined ? undefined : unfit(change, column);
  const waits = column.takesOldValues
    ? ''
    : '; processes of the plan before cannot write it once it is exchanged, and wait';
  return {
    id: `expand/${objectName(current)}/${stepName('new-type', after.name)}`,
    phase: 'expand',
    store: current.store,
    object: objectName(current),
    title:
      `adds ${objectName(current)}.${coming} (${after.type}) beside ${after.name} (${before.type}), ` +
      (forward === undefined
        ? 'which the business ETL computes anew'
        : 'filled from it with each row') +
      waits,
    statements: [
      statement(
        addColumn(current, { ...after, name: coming, nullable: true }, [], ownSchema),
        'ACCESS EXCLUSIVE',
      ),
      ...(forward === undefined
        ? []
        : [...createTrigger(current, forwardName(current, column), coming, forwardValue(column))]),
    ],
    ...(test === undefined ? {} : { test }),
    down: [
      ...dropTrigger(current, forwardName(current, column)),
      removeCheck(current, completeName(current, column)),
      // Not with the exchange, which is skipped once it is undone: a kill in between would lose them.
      ...provenAfterwards(change, column),
      removeColumn(current, coming, 'it is a copy of the column beside it'),
    ],
    contracts,
  };
}

function filled(change: TableChange, column: MovedColumn): MigrationStep {
  const { current, contracts } = change;
  const { before, coming } = column;
  const name = completeName(current, column);
  const old = quoteIdentifier(before.name);
  const value = column.forwardOf(old);
  return {
    id: `migrate/${objectName(current)}/${stepName('fill', before.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title: `fills ${objectName(current)}.${coming} from ${before.name} in batches${isRequired(change, column) ? '' : ', and proves that no value is missing'}`,
    statements: [
      statement(
        `UPDATE ${tableSql(current)} SET ${quoteIdentifier(coming)} = ${value === undefined ? 'NULL' : guarded(value)} ` +
          `WHERE ctid >= $1::tid AND ctid < $2::tid AND ${quoteIdentifier(coming)} IS NULL AND ${old} IS NOT NULL;`,
        'ROW EXCLUSIVE',
        { repeat: { rows: 5_000, table: tableSql(current) } },
      ),
      // Said by NOT NULL where the column gets that.
      ...(isRequired(change, column)
        ? []
        : [
            putCheck(current, {
              name,
              expression: `${old} IS NULL OR ${quoteIdentifier(coming)} IS NOT NULL`,
            }),
            proveCheck(current, name),
          ].map(alone)),
    ],
    done: exchangedQuery(change),
    contracts,
  };
}

function unfit(change: TableChange, column: MovedColumn): DataTest | undefined {
  const { current } = change;
  const value = column.forwardOf(quoteIdentifier(column.before.name));
  if (value?.fits === undefined) return undefined;
  const name = quoteIdentifier(column.before.name);
  return {
    sql: `SELECT ${identifierList(current.primaryKey)} FROM ${tableSql(current)} WHERE ${name} IS NOT NULL AND (${value.fits}) IS NOT TRUE LIMIT 5`,
    problem: `rows of ${objectName(current)} hold a ${column.before.name} that is no ${column.after.type}: correct them at their source, or give the new field another name`,
  };
}

function shadowCheck(change: TableChange, check: Check): MigrationStep {
  const { current, contracts } = change;
  const name = comingName(check.name);
  const test = testOf(change, check);
  return {
    id: `migrate/${objectName(current)}/${stepName('check', check.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title: `puts the check ${check.name} on the new column of ${objectName(current)}: ${check.expression}`,
    statements: [
      putCheck(current, { name, expression: onComing(change, check.expression) }),
      alone(keepsOldRows(change) ? proveCheckIfHeld(current, name) : proveCheck(current, name)),
    ],
    ...(test === undefined ? {} : { test }),
    down: [removeCheck(current, name)],
    contracts,
  };
}

function shadowIndex(change: TableChange, index: Index, done: string): MigrationStep {
  const { current, contracts } = change;
  const coming = {
    ...index,
    name: comingName(index.name),
    elements: index.elements.map((element) => onComing(change, element)),
    ...(index.where === undefined ? {} : { where: onComing(change, index.where) }),
  };
  return {
    id: `migrate/${objectName(current)}/${stepName('index', index.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title: `builds the index ${index.name} over the new column of ${objectName(current)}`,
    statements: [buildIndex(current, coming)],
    done,
    down: [removeIndex(current, coming.name)],
    contracts,
  };
}

function requiredColumn(
  { current, contracts }: TableChange,
  { after, coming }: MovedColumn,
  done: string,
): MigrationStep {
  const name = checkName(current.name, after.name, 'required');
  return {
    id: `migrate/${objectName(current)}/${stepName('require', after.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title: `lets ${objectName(current)}.${coming} be NULL no more`,
    statements: [
      alone(putCheck(current, { name, expression: `${quoteIdentifier(coming)} IS NOT NULL` })),
      alone(proveCheck(current, name)),
      requireValue(current, coming),
      removeCheck(current, name),
    ],
    done,
    contracts,
  };
}

/** As before: what may be NULL in rows that are there stays so. */
export function isRequired({ hasGoneMajor }: TableChange, { before, after }: MovedColumn): boolean {
  return !after.nullable && !before.nullable && !hasGoneMajor;
}

function retiredColumn({ current, contracts }: TableChange, column: MovedColumn): MigrationStep {
  const object = `${objectName(current)}.${column.former}`;
  return {
    id: `retire/${objectName(current)}/${stepName('drop-column', column.former)}`,
    phase: 'retire',
    store: current.store,
    object,
    title: `drops ${object}, the ${column.before.type} that ${column.after.name} was; the way down ends here`,
    statements: [
      ...dropTrigger(current, backName(current, column)),
      removeColumn(current, column.former, 'its values are in the column that has its name'),
    ],
    after: ['no process of the plan before runs any more'],
    contracts,
  };
}

/** Checks of the new plan over columns that move. */
function shadowChecks(change: TableChange): readonly Check[] {
  return checksOfMoved(change, change.current);
}

function checksOfMoved({ moved }: TableChange, table: Table): readonly Check[] {
  return table.checks.filter((check) => moved.some(({ before }) => usesColumn(check, before.name)));
}

function shadowIndexes(change: TableChange): readonly Index[] {
  return change.current.indexes.filter((index) => usesMoved(change, index));
}

function onComing({ moved }: TableChange, sql: string): string {
  return moved.reduce(
    (text, { before, coming }) =>
      text.replaceAll(quoteIdentifier(before.name), quoteIdentifier(coming)),
    sql,
  );
}

function forwardValue({ before, forwardOf }: MovedColumn): string {
  const value = forwardOf(`NEW.${quoteIdentifier(before.name)}`);
  return value === undefined ? 'NULL' : guarded(value);
}

function backValue({ after, backOf }: MovedColumn): string {
  const value = backOf(`NEW.${quoteIdentifier(after.name)}`);
  return value === undefined ? 'NULL' : guarded(value);
}

function forwardName(table: Table, { before }: MovedColumn): string {
  return comingName(`${table.name}_${before.name}`);
}

function backName(table: Table, { before }: MovedColumn): string {
  return formerName(`${table.name}_${before.name}`);
}

function completeName(table: Table, { before }: MovedColumn): string {
  return checkName(table.name, before.name, 'complete');
}

function createTrigger(
  table: Table,
  name: string,
  column: string,
  value: string,
): readonly MigrationStatement[] {
  const routine = qualifiedName(ownSchema(table.store), name);
  const body = `BEGIN\n  NEW.${quoteIdentifier(column)} := ${value};\n  RETURN NEW;\nEND`;
  return [
    statement(
      `CREATE OR REPLACE FUNCTION ${routine}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS ${quoteLiteral(body)};`,
      'none',
    ),
    // OR REPLACE since PostgreSQL 14.
    statement(
      `CREATE OR REPLACE TRIGGER ${quoteIdentifier(name)} BEFORE INSERT OR UPDATE ON ${tableSql(table)} FOR EACH ROW EXECUTE FUNCTION ${routine}();`,
      'SHARE ROW EXCLUSIVE',
    ),
  ];
}

function dropTrigger(table: Table, name: string): readonly MigrationStatement[] {
  return [
    statement(
      `DROP TRIGGER IF EXISTS ${quoteIdentifier(name)} ON ${tableSql(table)};`,
      'ACCESS EXCLUSIVE',
    ),
    statement(`DROP FUNCTION IF EXISTS ${qualifiedName(ownSchema(table.store), name)}();`, 'none'),
  ];
}
