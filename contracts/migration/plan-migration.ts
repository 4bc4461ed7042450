import { type Plan, STORE_NAMES } from '../plan/plan.ts';
import { adoptedColumnSteps } from './adopted-column-steps.ts';
import { changedDatasets } from './changed-datasets.ts';
import { checkSteps } from './check-steps.ts';
import { columnSteps } from './column-steps.ts';
import { grantSteps, roleSteps } from './grant-steps.ts';
import { guardsOf } from './guards.ts';
import { indexesByHand, indexSteps } from './index-steps.ts';
import type { ByHand, Migration, Phase } from './migration.ts';
import { movedColumnSteps } from './moved-column-steps.ts';
import { objectName, type TableChange, tableChanges } from './table-change.ts';
import { newTableSteps, retiredTableSteps } from './table-steps.ts';
import { retiredViewSteps, viewChange, viewSteps } from './view-steps.ts';

/**
 * The steps by which databases that hold `previous` come to hold `current` while both are in use. Each
 * statement can run again; what a consumer waits for is a lock of milliseconds. What apply fills by
 * itself (partitions to come, rows of calendars and registers) is not among them.
 */
export function planMigration(wholePrevious: Plan, wholeCurrent: Plan): Migration {
  const [previous, current] = changedDatasets(wholePrevious, wholeCurrent);
  const changes = tableChanges(previous, current);
  const views = STORE_NAMES.map((store) => viewChange(store, previous, current, changes));
  const steps = [
    ...roleSteps(wholePrevious, wholeCurrent),
    ...views.flatMap(retiredViewSteps),
    ...newTableSteps(previous, current),
    ...changes.flatMap(columnSteps),
    ...changes.flatMap(movedColumnSteps),
    ...changes.flatMap(adoptedColumnSteps),
    ...changes.flatMap(checkSteps),
    ...changes.flatMap(indexSteps),
    ...views.flatMap(viewSteps),
    ...grantSteps(wholePrevious, wholeCurrent),
    ...retiredTableSteps(previous, current),
  ];
  const guards = guardsOf(previous, current, changes);
  return {
    steps: PHASES.flatMap((phase) => steps.filter((step) => step.phase === phase)),
    ...(guards.length === 0 ? {} : { guards }),
    byHand: changes.flatMap((change) => [...changesByHand(change), ...indexesByHand(change)]),
  };
}

const PHASES: readonly Phase[] = ['expand', 'migrate', 'retire'];

function changesByHand(change: TableChange): readonly ByHand[] {
  const { previous, current, contracts, stuck, adopted } = change;
  const common = { store: current.store, contracts };
  const found: ByHand[] = stuck.map(({ before, after }) => ({
    ...common,
    object: `${objectName(current)}.${after.name}`,
    reason:
      `It is ${before.type} and becomes ${after.type}; ` +
      (current.partition === undefined && !current.primaryKey.includes(after.name)
        ? 'the types alone do not say which value becomes which.'
        : 'it is in the key or in partitions, which cannot be exchanged while they are in use.') +
      ' Give the new field another name, or publish it as a new major.',
  }));
  for (const after of current.columns) {
    const unit = previous.columns.find(({ name }) => name === after.name)?.unit;
    if (unit === undefined || unit === after.unit) continue;
    if (adopted.some((one) => one.after === after)) continue;
    found.push({
      ...common,
      object: `${objectName(current)}.${after.name}`,
      reason: `Its unit is ${unit} and becomes ${after.unit ?? 'unknown'}: what the rows that are there mean is not rewritten. Publish the new unit as a new major that gives the member a physicalName of its own.`,
    });
  }
  if (JSON.stringify(previous.primaryKey) !== JSON.stringify(current.primaryKey)) {
    found.push({
      ...common,
      object: objectName(current),
      reason: `Its rows are told apart by ${previous.primaryKey.join(', ')} and shall be by ${current.primaryKey.join(', ')}. Publish the dataset with the new key as a new major, which has a table of its own.`,
    });
  }
  if (JSON.stringify(previous.partition) !== JSON.stringify(current.partition)) {
    found.push({
      ...common,
      object: objectName(current),
      reason: 'Its partitions would be cut in another way. Publish the dataset under another name.',
    });
  }
  return found;
}
