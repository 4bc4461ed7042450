import { grouped } from '../../demo/view/table.ts';
import { plural } from '../../render/counts.ts';
import type { DatabaseStatus, Problem, ServerStatus } from './environment-status.ts';
import { workProblems } from './work-problems.ts';

/** Partitions are made two weeks ahead; fewer days mean that nobody makes them. */
const FEW_DAYS = 7;

/** What needs a person, most pressing first. */
export function problemsOf(
  environment: string,
  servers: readonly ServerStatus[],
  database: DatabaseStatus | undefined,
  now: number,
): readonly Problem[] {
  const silent = servers.filter(({ says }) => says === undefined);
  return [
    ...silent.map(
      ({ key, place, address, reason, remedy }): Problem => ({
        kind: 'unreachable',
        mild: false,
        text: `${place}: ${key} (${address}) does not answer: ${reason ?? ''}. ${remedy ?? ''}`,
        next: `tundish doctor ${environment}`,
      }),
    ),
    ...(database === undefined ? [] : databaseProblems(environment, database, now)),
  ];
}

function databaseProblems(
  environment: string,
  database: DatabaseStatus,
  now: number,
): readonly Problem[] {
  const { applied, streams, steps, partitions } = database;
  const found: Problem[] = [];
  const add = (kind: Problem['kind'], text: string, next: string, mild = false): void => {
    found.push({ kind, mild, text, next });
  };
  if (!applied.equal) {
    add(
      'not-applied',
      `the databases are not what the contracts say: ${plural(applied.additions, 'addition')}, ${plural(applied.refusals, 'refusal')}; first: ${applied.first ?? ''}`,
      `tundish plan ${environment}`,
    );
  }
  for (const { stream, unit } of streams.filter(({ balanced }) => !balanced)) {
    add(
      'unbalanced',
      `the books of ${stream} do not balance: ${unit} are unaccounted for`,
      `tundish doctor ${environment}`,
    );
  }
  found.push(...workProblems(environment, database, now));
  for (const { step, refused } of steps.filter((one) => one.refused > 0)) {
    add(
      'refused-keys',
      `${step} cannot compute ${plural(refused, 'key')}; its rows stay as they were`,
      `tundish plan ${environment}`,
    );
  }
  const short = partitions.filter(({ daysAhead }) => daysAhead < FEW_DAYS);
  if (short.length > 0) {
    add(
      'partitions',
      `${plural(short.length, 'table')} (first ${short[0]?.table ?? ''}) will soon have no partition; rows then go to the default one`,
      `tundish apply ${environment}`,
    );
  }
  const used = partitions.filter(({ defaultUsed }) => defaultUsed);
  for (const { table } of used) {
    // Samples are kept by the time that they carry: old ones come with every replay.
    const isMild = table.startsWith('metrics.');
    add(
      'default-partition',
      `${table} holds rows in its default partition${isMild ? ': samples of times that no partition is for' : ', which came when there was none for them: nobody made partitions in time'}`,
      `tundish ${isMild ? 'doctor' : 'apply'} ${environment}`,
      isMild,
    );
  }
  const quarantined = sum(streams.map((one) => one.quarantined));
  if (quarantined > 0) {
    add(
      'quarantined',
      `${grouped(quarantined)} messages or samples wait in quarantine`,
      `tundish quarantine ls ${environment}`,
      true,
    );
  }
  const held = sum(streams.map((one) => one.held));
  if (held > 0) {
    add(
      'held',
      `${grouped(held)} messages are held until their contract's major is known`,
      `tundish quarantine ls ${environment}`,
      true,
    );
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
