import type { StoreSession } from '../../connectors/connector.ts';
import {
  createPartition,
  type Partition,
  partitionsOf,
} from '../../contracts/generate/sql/partition-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import { defaultPartitionName } from '../../contracts/plan/names.ts';
import type { Table } from '../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { addition, type Difference } from './difference.ts';

/** Partitions of a day are made two weeks ahead, those of a month two months ahead. */
const DAYS_AHEAD = 14;
const MONTHS_AHEAD = 2;
const DAY_MS = 86_400_000;

export interface PartitionDifferences {
  readonly additions: readonly Difference[];
  /** Why a partition is not made. */
  readonly notes: readonly string[];
}

/**
 * Partitions of `tables` that `now` (milliseconds since 1970) calls for and that are missing. One whose rows
 * stand in the default partition already is not made: PostgreSQL would refuse it, and those rows
 * are as readable where they are.
 */
export async function partitionDifferences(
  session: StoreSession,
  tables: readonly Table[],
  actual: StoreShape,
  now: number,
): Promise<PartitionDifferences> {
  const additions: Difference[] = [];
  const notes: string[] = [];
  for (const table of tables) {
    const there = actual.tables.find((one) => one.name === table.name);
    if (there?.partitioning === 'HYPERTABLE') continue;
    for (const partition of wantedPartitions(table, now)) {
      if (there?.partitions.includes(partition.name) === true) continue;
      if (
        there !== undefined &&
        (await defaultHolds(session, table, there.partitions, partition))
      ) {
        notes.push(
          `${table.store}.${partition.name} is not made: ${table.store}.${defaultPartitionName(table.name)} holds rows of its time already`,
        );
        continue;
      }
      additions.push(newPartition(table, partition));
    }
  }
  return { additions, notes };
}

/** The partitions that should exist at `now`; none for tables without. */
function wantedPartitions(table: Table, now: number): readonly Partition[] {
  const all = partitionsOf(table, new Date(now - DAY_MS).toISOString(), MONTHS_AHEAD + 2);
  const days = table.partition?.interval === 'day';
  const first = days ? now - DAY_MS : now;
  const last = days ? now + DAYS_AHEAD * DAY_MS : monthsAhead(now, MONTHS_AHEAD);
  return all.filter(({ from, to }) => Date.parse(to) > first && Date.parse(from) <= last);
}

function monthsAhead(now: number, months: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}

async function defaultHolds(
  session: StoreSession,
  table: Table,
  partitions: readonly string[],
  partition: Partition,
): Promise<boolean> {
  const name = defaultPartitionName(table.name);
  if (table.partition === undefined || !partitions.includes(name)) return false;
  const column = quoteIdentifier(table.partition.column);
  const rows = await session.query({
    text: `SELECT 1 FROM ${qualifiedName(table.store, name)}
           WHERE ${column} >= $1::timestamptz AND ${column} < $2::timestamptz LIMIT 1`,
    values: [partition.from, partition.to],
  });
  return rows.length > 0;
}

function newPartition(table: Table, partition: Partition): Difference {
  const object = `${table.store}.${partition.name}`;
  return addition({
    store: table.store,
    kind: 'partition',
    object,
    planned: `${partition.from.slice(0, 10)} to ${partition.to.slice(0, 10)}`,
    message: `adds the partition ${object}`,
    statements: [createPartition(table, partition, ownSchema)],
  });
}
