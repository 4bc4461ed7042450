import { defaultPartitionName, partitionName } from '../../plan/names.ts';
import type { Table } from '../../plan/plan.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/** One range partition: `from` included, `to` excluded, both midnights in UTC. */
export interface Partition {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

export function partitionClause(column: string): string {
  return `PARTITION BY RANGE (${quoteIdentifier(column)})`;
}

/** Takes what no other partition takes, so that no time makes an insert fail. */
export function createDefaultPartition(table: Table, schemaOf: SchemaOf): string {
  const schema = schemaOf(table.store);
  const partition = qualifiedName(schema, defaultPartitionName(table.name));
  const parent = qualifiedName(schema, table.name);
  return `CREATE TABLE IF NOT EXISTS ${partition} PARTITION OF ${parent} DEFAULT;`;
}

/**
 * The partitions of a table from the month of `fromIso` (RFC 3339, its UTC date counts) over
 * `months` months; none for a table without partitions.
 */
export function partitionsOf(table: Table, fromIso: string, months: number): readonly Partition[] {
  if (table.partition === undefined) return [];
  const start = new Date(fromIso);
  if (Number.isNaN(start.getTime())) {
    throw new RangeError(`partitions start at an RFC 3339 time, not at ${JSON.stringify(fromIso)}`);
  }
  const { interval } = table.partition;
  const end = firstOfMonth(start, months);
  const partitions: Partition[] = [];
  let from = firstOfMonth(start, 0);
  while (from < end) {
    const to = interval === 'month' ? firstOfMonth(from, 1) : nextDay(from);
    partitions.push({
      name: partitionName(table.name, from, interval),
      from: from.toISOString(),
      to: to.toISOString(),
    });
    from = to;
  }
  return partitions;
}

/** CREATE statement of one of `partitionsOf`, which can run again. */
export function createPartition(table: Table, partition: Partition, schemaOf: SchemaOf): string {
  const schema = schemaOf(table.store);
  return (
    `CREATE TABLE IF NOT EXISTS ${qualifiedName(schema, partition.name)} ` +
    `PARTITION OF ${qualifiedName(schema, table.name)} ` +
    `FOR VALUES FROM (${quoteLiteral(partition.from)}) TO (${quoteLiteral(partition.to)});`
  );
}

function firstOfMonth(date: Date, months: number): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}

function nextDay(date: Date): Date {
  return new Date(date.getTime() + 86_400_000);
}
