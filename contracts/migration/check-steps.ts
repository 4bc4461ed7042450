import { checkName } from '../plan/names.ts';
import type { Check } from '../plan/plan.ts';
import { identifierList, quoteIdentifier, quoteLiteral } from '../plan/sql-text.ts';
import { proveCheck, proveCheckIfHeld, putCheck, removeCheck, tableSql } from './alter-sql.ts';
import { alone } from './column-steps.ts';
import { isWider } from './fitted-store.ts';
import type { DataTest, MigrationStep } from './migration.ts';
import { stepName } from './step-parts.ts';
import { majorsOf, objectName, type TableChange } from './table-change.ts';
import { guarded } from './type-change.ts';

/**
 * Checks that go, come or say something else. What only loosens is done first; what may refuse rows is
 * tested before, holds for new rows at once, and is proven for old ones while they are read and written.
 * Those over columns that move are made with these.
 */
export function checkSteps(change: TableChange): readonly MigrationStep[] {
  const { previous, current } = change;
  const names = new Set([...previous.checks, ...current.checks].map(({ name }) => name));
  return [...names].flatMap((name): readonly MigrationStep[] => {
    const before = previous.checks.find((check) => check.name === name);
    const after = current.checks.find((check) => check.name === name);
    if ([before, after].some((check) => check !== undefined && usesMoved(change, check))) return [];
    if (before?.expression === after?.expression) return [];
    if (after === undefined) {
      return before === undefined || staysOf(change, before) ? [] : [droppedCheck(change, before)];
    }
    return before !== undefined && isLooser(before, after)
      ? [...loosenedCheck(change, before, after)]
      : [putAndProven(change, before, after)];
  });
}

export function usesColumn({ expression }: Check, column: string): boolean {
  return expression.includes(quoteIdentifier(column));
}

/** Over a column that is exchanged: made with it. */
function usesMoved({ moved, adopted }: TableChange, check: Check): boolean {
  const names = [...moved, ...adopted].map(({ before }) => before.name);
  return [...names, ...adopted.map(({ apart }) => apart.name)].some((name) =>
    usesColumn(check, name),
  );
}

/** Of columns that go it goes with them; of a column that stays wider it keeps its numbers whole. */
function staysOf({ previous, current, removed }: TableChange, check: Check): boolean {
  const used = previous.columns.filter(({ name }) => usesColumn(check, name));
  if (used.every((column) => removed.includes(column))) return true;
  return used.some(
    ({ name, type }) =>
      check.name === checkName(previous.name, name, 'whole') &&
      current.columns.some((column) => column.name === name && isWider(type, column.type)),
  );
}

function droppedCheck({ previous, current, contracts }: TableChange, check: Check): MigrationStep {
  return {
    id: `expand/${objectName(current)}/${stepName('drop-check', check.name)}`,
    phase: 'expand',
    store: current.store,
    object: objectName(current),
    title: `drops the check ${check.name} of ${objectName(current)}, as no contract asks for it any more`,
    statements: [removeCheck(current, check.name)],
    down: [putCheck(previous, check), alone(proveCheckIfHeld(previous, check.name))],
    contracts,
  };
}

function loosenedCheck(
  { previous, current, contracts }: TableChange,
  before: Check,
  after: Check,
): readonly MigrationStep[] {
  const common = { store: current.store, object: objectName(current), contracts };
  return [
    {
      ...common,
      id: `expand/${objectName(current)}/${stepName('loosen-check', after.name)}`,
      phase: 'expand',
      title: `loosens the check ${after.name} of ${objectName(current)}: ${after.expression}`,
      statements: [putCheck(current, after)],
      down: [putCheck(previous, before), alone(proveCheckIfHeld(previous, before.name))],
    },
    {
      ...common,
      id: `migrate/${objectName(current)}/${stepName('prove-check', after.name)}`,
      phase: 'migrate',
      title: `proves the check ${after.name} for the rows that are there`,
      statements: [alone(proveCheck(current, after.name))],
    },
  ];
}

function putAndProven(change: TableChange, before: Check | undefined, after: Check): MigrationStep {
  const { previous, current, contracts } = change;
  const isHistory = keepsOldRows(change);
  const test = testOf(change, after);
  return {
    id: `migrate/${objectName(current)}/${stepName('check', after.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title:
      `${before === undefined ? 'adds' : 'changes'} the check ${after.name} of ${objectName(current)}: ${after.expression}` +
      (isHistory ? '; older rows that break it stay' : ''),
    statements: [
      putCheck(current, after),
      alone(isHistory ? proveCheckIfHeld(current, after.name) : proveCheck(current, after.name)),
    ],
    ...(test === undefined ? {} : { test }),
    down:
      before === undefined
        ? [removeCheck(current, after.name)]
        : [putCheck(previous, before), alone(proveCheckIfHeld(previous, before.name))],
    contracts,
  };
}

/** Revisions of computed rows are history; rows of a major that is gone keep what they say. */
export function keepsOldRows({ dataset, hasGoneMajor }: TableChange): boolean {
  return hasGoneMajor || dataset.kind === 'computed';
}

/** Nothing is asked of rows that keep what they say. */
export function testOf(change: TableChange, check: Check): DataTest | undefined {
  const { dataset, hasGoneMajor, previous, current } = change;
  if (dataset.kind === 'computed') return undefined;
  // Over columns that come alone: they are empty, and NULL passes.
  if (!previous.columns.some(({ name }) => usesColumn(check, name))) return undefined;
  if (!hasGoneMajor) return brokenRows(change, check);
  if (dataset.tables[0]?.name !== current.name) return undefined;
  const majors = majorsOf(dataset).map((major) => quoteLiteral(String(major)));
  return brokenRows(
    change,
    check,
    ` AND split_part("_contract_version", '.', 1) IN (${majors.join(', ')})`,
  );
}

/** Rows, as they will be, that the check would refuse. */
function brokenRows(change: TableChange, check: Check, only = ''): DataTest {
  const { previous, current, added, moved } = change;
  const moves = new Map(moved.map((one) => [one.before.name, one]));
  const columns = previous.columns.map(({ name }) => {
    const value = moves.get(name)?.forwardOf(`r.${quoteIdentifier(name)}`);
    // What does not convert is told by a test of its own, and is NULL here.
    return `${value === undefined ? `r.${quoteIdentifier(name)}` : guarded(value)} AS ${quoteIdentifier(name)}`;
  });
  const empty = added.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  const used = [...columns, ...empty].filter((text) =>
    [...current.primaryKey, ...current.columns.map(({ name }) => name)].some(
      (name) =>
        text.endsWith(` AS ${quoteIdentifier(name)}`) &&
        (current.primaryKey.includes(name) ||
          usesColumn(check, name) ||
          (only !== '' && name === '_contract_version')),
    ),
  );
  return {
    sql: [
      `SELECT ${identifierList(current.primaryKey)}`,
      `FROM (SELECT ${used.join(', ')} FROM ${tableSql(previous)} r) t`,
      `WHERE NOT (${check.expression})${only}`,
      'LIMIT 5',
    ].join('\n'),
    problem: `rows of ${objectName(current)} break ${check.name} (${check.expression}): let the contract allow what was written, or make the narrower one a new major`,
  };
}

/** Proven by the texts that the plan writes: more listed values, or a lower or higher bound. */
function isLooser(before: Check, after: Check): boolean {
  const [old, now] = [before, after].map(({ expression }) => parsed(expression));
  if (old === undefined || now === undefined || old.column !== now.column) return false;
  if (old.operator !== now.operator) return false;
  if (old.operator === 'IN') return old.values.every((value) => now.values.includes(value));
  const [a, b] = [Number(old.values[0]), Number(now.values[0])];
  // As doubles: what differs beyond their digits is tested like any other check.
  return old.operator.startsWith('>') ? b < a : b > a;
}

function parsed(expression: string) {
  const listed = /^(.+?) IN \((.*)\)$/s.exec(expression);
  if (listed !== null) {
    const values = listed[2]?.match(/E?'(?:[^'\\]|''|\\.)*'|[^,\s][^,]*/g) ?? [];
    return { column: listed[1], operator: 'IN', values };
  }
  const bound = /^(.+) (>=|<=|>|<) (-?[0-9.]+)$/s.exec(expression);
  return bound === null
    ? undefined
    : { column: bound[1], operator: bound[2] ?? '', values: [bound[3] ?? ''] };
}
