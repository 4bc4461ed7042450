import { grouped, tableLines } from '../../demo/view/table.ts';
import type { Colours } from '../../render/colours.ts';
import { age } from './age.ts';
import type { DatabaseStatus, EnvironmentStatus, StreamStatus } from './environment-status.ts';

/** The status as people read it, without the verdict. */
export function statusLines(status: EnvironmentStatus, colours: Colours): readonly string[] {
  const { plant, environment, plan, servers, database } = status;
  return [
    `${plant} in ${environment}, plan ${plan}`,
    '',
    colours.strong('Servers'),
    ...table(
      ['', 'left', 'left', 'left'],
      servers.map(({ key, says, reason, address, place }) => [
        `  ${says === undefined ? '✗' : '✓'} ${key}`,
        address,
        says ?? reason ?? '',
        place,
      ]),
    ),
    ...(database === undefined ? [] : databaseLines(database, Date.parse(status.at), colours)),
  ];
}

function databaseLines(database: DatabaseStatus, now: number, colours: Colours): readonly string[] {
  const { applied, streams, steps, partitions } = database;
  const shape = applied.equal
    ? '  ✓ as the contracts say'
    : `  ✗ ${applied.additions} additions and ${applied.refusals} refusals away from the contracts`;
  return [
    colours.strong('Databases'),
    shape,
    ...partitionLines(partitions),
    `  connected: ${connected(database)}`,
    colours.strong('Streams'),
    ...streamTable(streams, now),
    colours.strong('Steps'),
    ...table(
      ['left', 'left', 'left'],
      steps.map(({ step, moved, pending, refused }) => [
        `  ${step}`,
        moved === undefined ? 'has not begun' : `moved ${age(moved, now)} ago`,
        [
          ...(pending === undefined
            ? []
            : [pending === 0 ? 'nothing waits' : `${grouped(pending)} wait`]),
          ...(refused === 0 ? [] : [`${refused} keys refused`]),
        ].join(', '),
      ]),
    ),
  ];
}

function connected({ processes, instances }: DatabaseStatus): string {
  const names = [...instances.map((name) => `${name} (tundish up)`), ...processes];
  return names.length === 0 ? 'no process of the platform' : names.join(', ');
}

function partitionLines(partitions: DatabaseStatus['partitions']): readonly string[] {
  const [nearest] = [...partitions].sort((a, b) => a.daysAhead - b.daysAhead);
  if (nearest === undefined) return [];
  const used = partitions.filter(({ defaultUsed }) => defaultUsed).length;
  return [
    `  partitions reach ${nearest.daysAhead} days ahead at least (${nearest.table} until ${nearest.until})${used === 0 ? '' : `; ${used} default partitions hold rows`}`,
  ];
}

function streamTable(streams: readonly StreamStatus[], now: number): readonly string[] {
  const count = (value: number | undefined): string => (value === undefined ? '–' : grouped(value));
  return tableLines(
    [
      '  stream',
      'received',
      'last',
      'stored',
      'duplicate',
      'curated',
      'pending',
      'held',
      'quarantined',
      'dropped',
      'books',
    ].map((title, at) => ({ title, align: at === 0 || at === 10 ? 'left' : 'right' })),
    streams.map((one) => [
      `  ${one.stream}`,
      count(one.received),
      one.lastReceived === undefined ? 'never' : age(one.lastReceived, now),
      one.counted ? count(one.stored) : `≈ ${count(one.stored)}`,
      ...[one.duplicate, one.curated, one.pending].map(count),
      ...[one.held, one.quarantined, one.dropped].map(count),
      one.balanced ? '✓' : '✗',
    ]),
  );
}

function table(aligns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const columns = aligns.map(() => ({ title: '', align: 'left' as const }));
  return tableLines(columns, rows).slice(1);
}
