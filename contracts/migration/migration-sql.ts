import { lineComment, quoteLiteral } from '../plan/sql-text.ts';
import type { Migration, MigrationStatement, MigrationStep, Phase } from './migration.ts';

/** How long a script waits for a lock; consumers queue behind it, and a deadlock ends with us. */
export const LOCK_TIMEOUT = '500ms';
export const STATEMENT_TIMEOUT = '30s';

const NO_LIMIT = 'statement_timeout = 0;';

/** One phase (or the way down of expand and migrate) as a script that psql runs; empty where it has no step. */
export function migrationSql({ steps }: Migration, phase: Phase | 'down'): string {
  const chosen =
    phase === 'down'
      ? steps.filter(({ phase: own }) => own !== 'retire').toReversed()
      : steps.filter((step) => step.phase === phase);
  const parts = chosen.flatMap((step) => stepSql(step, phase === 'down'));
  if (parts.length === 0) return '';
  return [
    lineComment(
      `${TITLES[phase]} Run by tundish migrate, which tests first and tries again for locks.`,
    ),
    `SET lock_timeout = '${LOCK_TIMEOUT}';`,
    `SET statement_timeout = '${STATEMENT_TIMEOUT}';`,
    ...parts,
    '',
  ].join('\n');
}

const TITLES: Readonly<Record<Phase | 'down', string>> = {
  expand: 'Expand: what the new plan needs beside the old.',
  migrate: 'Migrate: what is there is brought over.',
  retire: 'Retire: what only the old plan needed goes. There is no way back.',
  down: 'Down: back to the plan before.',
};

/** The statements of a step as they run: those of one transaction together. */
export function transactionsOf(
  statements: readonly MigrationStatement[],
): readonly (readonly MigrationStatement[])[] {
  const groups: MigrationStatement[][] = [];
  let open: MigrationStatement[] | undefined;
  for (const statement of statements) {
    const { outsideTransaction, ownTransaction, repeat } = statement;
    if (outsideTransaction || ownTransaction === true || repeat !== undefined) {
      groups.push([statement]);
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      groups.push(open);
    }
    open.push(statement);
  }
  return groups;
}

function stepSql(step: MigrationStep, isDown: boolean): readonly string[] {
  const statements = isDown ? (step.down ?? []) : step.statements;
  if (statements.length === 0) return [];
  const test = isDown ? step.downTest : step.test;
  return [
    '',
    lineComment(`${isDown ? 'undo: ' : ''}${step.title}`),
    ...(step.after ?? []).map((one) => lineComment(`not before: ${one}`)),
    ...(step.done === undefined ? [] : [lineComment('only once: not where it was done before')]),
    ...(test === undefined
      ? []
      : [lineComment('must give no row:'), ...test.sql.split('\n').map(lineComment)]),
    ...transactionsOf(statements).flatMap((group) => {
      const lines = group.flatMap(statementSql);
      const [only] = group;
      const isOutside = only?.outsideTransaction === true || only?.repeat !== undefined;
      // What reads a whole table is not to be ended by the time that guards short statements.
      const isLong = isOutside || group.some(({ scans }) => scans);
      if (!isOutside) {
        return ['BEGIN;', ...(isLong ? [`SET LOCAL ${NO_LIMIT}`] : []), ...lines, 'COMMIT;'];
      }
      return [`SET ${NO_LIMIT}`, ...lines, `SET statement_timeout = '${STATEMENT_TIMEOUT}';`];
    }),
  ];
}

function statementSql(statement: MigrationStatement): readonly string[] {
  const { sql, repeat, accepted = [] } = statement;
  return [
    lineComment(costOf(statement)),
    ...accepted.flatMap(({ rule, reason }) => [
      lineComment(reason),
      lineComment(`squawk-ignore ${rule}`),
    ]),
    repeat === undefined ? sql : batchesSql(sql, repeat),
  ];
}

/** `ACCESS EXCLUSIVE, for milliseconds`. */
function costOf({ lock, rewrites, scans, repeat }: MigrationStatement): string {
  if (lock === 'none') return 'no lock on a table in use';
  const how = rewrites
    ? 'writes the table anew'
    : repeat !== undefined
      ? `in batches of about ${repeat.rows} rows`
      : scans
        ? 'reads the table'
        : 'for milliseconds';
  return `${lock}, ${how}`;
}

/** The loop that the program makes, for psql: each batch is committed. */
function batchesSql(
  sql: string,
  { rows, table }: NonNullable<MigrationStatement['repeat']>,
): string {
  const body = [
    'DECLARE',
    `  pages bigint := pg_relation_size(${quoteLiteral(table)}) / current_setting('block_size')::bigint + 1;`,
    `  step bigint := greatest(1, ${rows} / 50);`,
    'BEGIN',
    '  FOR page IN 0..pages BY step LOOP',
    `    EXECUTE ${quoteLiteral(sql.replace(/;$/, ''))} USING format('(%s,0)', page), format('(%s,0)', page + step);`,
    '    COMMIT;',
    '  END LOOP;',
    'END',
  ].join('\n');
  return `DO ${quoteLiteral(body)};`;
}
