import type { StoreSession } from '../../connectors/connector.ts';
import { type Plan, STORE_NAMES, type StoreName } from '../../contracts/plan/plan.ts';
import { tablesOf } from '../../contracts/plan/store-objects.ts';
import type { Stores } from './apply-plan.ts';
import { runAll } from './expected-shape.ts';
import { introspect } from './introspect.ts';
import { lockDatabase } from './lock-database.ts';
import { partitionDifferences } from './partition-differences.ts';

export interface AddedPartitions {
  /** `raw.heat_y2026m06`. */
  readonly made: readonly string[];
  /** Tables of the plan that the databases do not have (`raw.heat`): the plan is not applied. */
  readonly missingTables: readonly string[];
  /** Why a partition is not made. */
  readonly notes: readonly string[];
}

/**
 * Makes the partitions that `now` (milliseconds since 1970) calls for, of partitioned tables that
 * are there, and alters nothing else. Each store is one transaction. Rejects with a Failure where a
 * database cannot be reached, is busy or does not let the login create tables.
 */
export async function addPartitions(
  plan: Plan,
  stores: Stores,
  now: number,
): Promise<AddedPartitions> {
  const made: string[] = [];
  const missingTables: string[] = [];
  const notes: string[] = [];
  for (const store of STORE_NAMES) {
    const added = await stores[store].transaction((session) => addIn(session, plan, store, now));
    made.push(...added.made);
    missingTables.push(...added.missingTables);
    notes.push(...added.notes);
  }
  return { made, missingTables, notes };
}

async function addIn(
  session: StoreSession,
  plan: Plan,
  store: StoreName,
  now: number,
): Promise<AddedPartitions> {
  await session.query({ text: 'SET LOCAL client_min_messages = warning' });
  await lockDatabase(session);
  const actual = await introspect(session, store);
  const planned = tablesOf(plan, store);
  const shapeOf = (name: string) => actual.tables.find((one) => one.name === name);
  const partitioned = planned.filter(({ name }) => {
    const shape = shapeOf(name);
    return shape !== undefined && shape.partitioning !== null;
  });
  const { additions, notes } = await partitionDifferences(session, partitioned, actual, now);
  await runAll(
    session,
    additions.flatMap(({ statements }) => statements),
  );
  return {
    made: additions.map(({ object }) => object),
    missingTables: planned
      .filter(({ name }) => shapeOf(name) === undefined)
      .map(({ name }) => `${store}.${name}`),
    notes,
  };
}
