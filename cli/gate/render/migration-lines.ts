import type { LockMode, MigrationStep } from '../../../contracts/migration/migration.ts';

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

/** The strongest lock that a step takes on a table in use. */
function strongestLock({ statements }: MigrationStep): LockMode {
  const ranks = statements.map(({ lock }) => locks.indexOf(lock));
  return locks[Math.max(0, ...ranks)] ?? 'none';
}

/** What a step costs those who use the table: `ACCESS EXCLUSIVE, rewrites the table`. */
export function costOf(step: MigrationStep): string {
  const lock = strongestLock(step);
  return [
    lock === 'none' ? 'no lock on a table in use' : lock,
    ...(step.statements.some(({ rewrites }) => rewrites) ? ['rewrites the table'] : []),
    ...(step.statements.some(({ scans }) => scans) ? ['reads the whole table'] : []),
    ...(step.test === undefined ? [] : ['after a test of its rows']),
  ].join(', ');
}

/** `2 expand, 1 migrate`; the empty text where there is no step. */
export function phaseCounts(steps: readonly MigrationStep[]): string {
  return (['expand', 'migrate', 'retire'] as const)
    .map((phase) => [steps.filter((step) => step.phase === phase).length, phase] as const)
    .filter(([count]) => count > 0)
    .map(([count, phase]) => `${count} ${phase}`)
    .join(', ');
}
