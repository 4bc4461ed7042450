import type { Check, Table, View } from '../plan/plan.ts';
import { quoteLiteral } from '../plan/sql-text.ts';
import { viewTable } from '../plan/view-table.ts';
import {
  allowNull,
  proveCheckIfHeld,
  putCheck,
  removeCheck,
  removeColumn,
  renameColumn,
  tableSql,
} from './alter-sql.ts';
import { usesColumn } from './check-steps.ts';
import { alone, commentOn } from './column-steps.ts';
import type { MigrationStatement, MigrationStep } from './migration.ts';
import { stepName } from './step-parts.ts';
import { objectName, type TableChange } from './table-change.ts';

/**
 * Columns apart that take the plain name once the major that had it ends: renamed in the exchange, as
 * nothing is copied. Processes of the plan before then name a column that is not there: they fail and
 * wait, which is right, for what they call by the plain name has another unit or type.
 */
export function adoptedColumnSteps(change: TableChange): readonly MigrationStep[] {
  const { current, contracts, adopted } = change;
  return adopted.map(({ former, before }): MigrationStep => {
    const object = `${objectName(current)}.${former}`;
    return {
      id: `retire/${objectName(current)}/${stepName('drop-column', former)}`,
      phase: 'retire',
      store: current.store,
      object,
      title: `drops ${object}, the ${before.name} of the major that ends, and what is in it`,
      statements: [removeColumn(current, former, 'no view shows it any more')],
      after: ['no process of the plan before runs any more'],
      contracts,
    };
  });
}

/** Gives a row once the columns have their new names. */
export function adoptedQuery({ current, adopted }: TableChange): string | undefined {
  const [first] = adopted;
  if (first === undefined) return undefined;
  return (
    `SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(${quoteLiteral(tableSql(current))}) ` +
    `AND attname = ${quoteLiteral(first.apart.name)} AND NOT attisdropped)`
  );
}

export function adoptColumns(change: TableChange): readonly MigrationStatement[] {
  const { previous, current, adopted } = change;
  return [
    ...checksOf(change, previous).map(({ name }) => removeCheck(current, name)),
    ...adopted.flatMap(({ before, former, apart, after }) => [
      renameColumn(current, before.name, former),
      ...(before.nullable ? [] : [allowNull(current, former)]),
      renameColumn(current, apart.name, after.name),
      commentOn(current, after),
    ]),
    ...checksOf(change, current).map((check) => putCheck(current, check)),
  ];
}

export function giveBackColumns(change: TableChange): readonly MigrationStatement[] {
  const { previous, current, adopted } = change;
  return [
    ...checksOf(change, current).map(({ name }) => removeCheck(current, name)),
    ...adopted.flatMap(({ before, former, apart, after }) => [
      renameColumn(current, after.name, apart.name),
      renameColumn(current, former, before.name),
      commentOn(previous, apart),
      commentOn(previous, before),
    ]),
    ...checksOf(change, previous).map((check) => putCheck(previous, check)),
  ];
}

/** Left to be proven after the exchange, while the table is read and written. */
export function provenOnceAdopted(
  change: TableChange,
  side: 'previous' | 'current',
): readonly MigrationStatement[] {
  const table = change[side];
  return checksOf(change, table).map(({ name }) => alone(proveCheckIfHeld(table, name)));
}

/** A view of the plan before, over the columns as they are called once others have their names. */
export function overFormerColumns(view: View, changes: readonly TableChange[]): View {
  const change = changes.find(({ current }) => current.name === viewTable(view.definition));
  const names = new Map(
    (change?.adopted ?? []).flatMap(({ before, former, apart, after }) => [
      [before.name, former] as const,
      [apart.name, after.name] as const,
    ]),
  );
  return {
    ...view,
    columns: view.columns.map((one) => ({ ...one, column: names.get(one.column) ?? one.column })),
  };
}

function checksOf({ adopted }: TableChange, table: Table): readonly Check[] {
  return table.checks.filter((check) =>
    adopted.some(
      ({ before, apart }) => usesColumn(check, before.name) || usesColumn(check, apart.name),
    ),
  );
}
