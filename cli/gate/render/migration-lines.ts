import type {
  LockMode,
  MigrationStatement,
  MigrationStep,
} from '../../../contracts/migration/migration.ts';
import { transactionsOf } from '../../../contracts/migration/migration-sql.ts';

/** Weakest first. */
const locks: readonly LockMode[] = [
  'none',
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
];

/** The strongest lock that statements take on a table in use. */
function strongestLock(statements: readonly MigrationStatement[]): LockMode {
  const ranks = statements.map(({ lock }) => locks.indexOf(lock));
  return locks[Math.max(0, ...ranks)] ?? 'none';
}

/**
 * What a step costs those who use the table: `ACCESS EXCLUSIVE, rewrites the table`; where it takes
 * several transactions that cost otherwise, each of them: `ACCESS EXCLUSIVE for an instant, then reads
 * the table under SHARE UPDATE EXCLUSIVE`.
 */
export function costOf({ statements, test }: MigrationStep): string {
  const parts = [...new Set(transactionsOf(statements).map(partOf))];
  return [
    parts.length > 1 ? parts.join(', then ') : wholeCost(statements),
    ...(test === undefined ? [] : ['after a test of its rows']),
  ].join(', ');
}

/** What several steps cost, in no order: each kind of transaction among them once. */
export function costOfAll(steps: readonly MigrationStep[]): string {
  const parts = steps.flatMap(({ statements }) => transactionsOf(statements).map(partOf));
  const isTested = steps.some(({ test }) => test !== undefined);
  return [...new Set(parts), ...(isTested ? ['after a test of its rows'] : [])].join(', ');
}

function wholeCost(statements: readonly MigrationStatement[]): string {
  const lock = strongestLock(statements);
  return [
    lock === 'none' ? 'no lock on a table in use' : lock,
    ...(statements.some(({ rewrites }) => rewrites) ? ['rewrites the table'] : []),
    ...(statements.some(({ scans }) => scans) ? ['reads the whole table'] : []),
  ].join(', ');
}

/** A lock is kept to the end of its transaction, so its statements cost together. */
function partOf(statements: readonly MigrationStatement[]): string {
  const lock = strongestLock(statements);
  const does = [
    ...(statements.some(({ rewrites }) => rewrites) ? ['rewrites the table'] : []),
    ...(statements.some(({ scans }) => scans) ? ['reads the table'] : []),
  ].join(' and ');
  if (lock === 'none') return does === '' ? 'no lock on a table in use' : `${does} without a lock`;
  if (statements.some(({ repeat }) => repeat !== undefined)) return `in batches under ${lock}`;
  return does === '' ? `${lock} for an instant` : `${does} under ${lock}`;
}

const mostSingle = 6;

/** Steps as they are told: each by itself, or where they are many, those of one phase and table. */
export function stepGroups(
  steps: readonly MigrationStep[],
): readonly (readonly [MigrationStep, ...MigrationStep[]])[] {
  if (steps.length <= mostSingle) return steps.map((step) => [step]);
  const groups = new Map<string, [MigrationStep, ...MigrationStep[]]>();
  for (const step of steps) {
    const key = `${step.phase} ${tableOf(step)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

/** The table of a step, or of its view: `curated.heat` of `curated.heat_history_v1`. */
export function tableOf({ object }: MigrationStep): string {
  return object.replace(/(_history)?_v\d+$/, '');
}

/** `2 expand, 1 migrate`; the empty text where there is no step. */
export function phaseCounts(steps: readonly MigrationStep[]): string {
  return (['expand', 'migrate', 'retire'] as const)
    .map((phase) => [steps.filter((step) => step.phase === phase).length, phase] as const)
    .filter(([count]) => count > 0)
    .map(([count, phase]) => `${count} ${phase}`)
    .join(', ');
}
