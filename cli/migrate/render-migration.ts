import type { Migration, MigrationStep, Phase } from '../../contracts/migration/migration.ts';
import { costOf } from '../gate/render/migration-lines.ts';
import { visible } from '../render/visible.ts';

const PHASES: readonly Phase[] = ['expand', 'migrate', 'retire'];

/** The steps by phase, each with the strongest lock and what it costs; then what stands in the way. */
export function renderMigration(migration: Migration, phases: readonly Phase[] = PHASES): string {
  const lines = phases.flatMap((phase) => {
    const steps = migration.steps.filter((step) => step.phase === phase);
    return steps.length === 0 ? [] : [`${phase}:`, ...steps.flatMap(stepLines)];
  });
  const byHand = migration.byHand.map(
    ({ object, reason }) => `  ! ${visible(object)}: ${visible(reason)}`,
  );
  return [...lines, ...(byHand.length === 0 ? [] : ['by hand:', ...byHand])]
    .map((line) => `${line}\n`)
    .join('');
}

/** What the way down undoes, last step first. */
export function renderWayDown({ steps, byHand }: Migration): string {
  const lines = steps
    .filter(({ down, phase }) => phase !== 'retire' && down !== undefined)
    .toReversed()
    .map((step) => `  takes back: ${visible(step.title)}`);
  const reasons = byHand.map(({ object, reason }) => `  ! ${visible(object)}: ${visible(reason)}`);
  return ['down:', ...lines, ...reasons].map((line) => `${line}\n`).join('');
}

function stepLines(step: MigrationStep): readonly string[] {
  return [
    `  ${visible(step.title)}`,
    `      ${costOf(step)}`,
    ...(step.after ?? []).map((one) => `      not before: ${visible(one)}`),
  ];
}
