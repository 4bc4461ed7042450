import type { ChangeSet } from '../../deploy/database/apply-plan.ts';
import type { Difference } from '../../deploy/database/difference.ts';
import { plural } from './counts.ts';
import { visible } from './visible.ts';

const stores = ['raw', 'metrics', 'curated', 'business'] as const;

/**
 * A change set for people: what is added (`+`), altered (`~`) and removed (`-`) by store, then
 * everything that is refused, then what stays although no contract asks for it.
 */
export function renderChangeSet(changes: ChangeSet, environment: string): string {
  const added = stores.flatMap((store) => {
    const ofStore = changes.additions.filter((change) => change.store === store);
    const single = ofStore.filter((change) => change.kind !== 'partition');
    const partitions = ofStore.length - single.length;
    const lines = [
      ...single.map((change) => `  ${signOf(change)} ${line(change)}`),
      ...(partitions === 0
        ? []
        : [`  + adds ${plural(partitions, 'partition')} for the time to come`]),
    ];
    return lines.length === 0 ? [] : [`${store}:`, ...lines];
  });
  const refused = changes.refusals.flatMap((change) => [
    `  ! ${line(change)}`,
    ...(change.script ?? []).map((statement) => `    ${visible(statement)}`),
  ]);
  const lines = [
    ...added,
    ...(refused.length === 0 ? [] : ['refused:', ...refused]),
    ...changes.kept.map((change) => `kept: ${line(change)}${removal(change, environment)}`),
    ...changes.notes.map((note) => `note: ${visible(note)}`),
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** `12 additions, 2 removals, 1 refusal`: alterations count as additions. */
export function changeSetCounts(changes: ChangeSet): string {
  const removals = changes.additions.filter(({ effect }) => effect === 'removes').length;
  const additions = changes.additions.length - removals;
  return [
    ...(additions === 0 && removals > 0 ? [] : [plural(additions, 'addition')]),
    ...(removals === 0 ? [] : [plural(removals, 'removal')]),
    ...(changes.refusals.length === 0 ? [] : [plural(changes.refusals.length, 'refusal')]),
  ].join(', ');
}

function signOf({ kind, effect }: Difference): string {
  if (effect === 'removes') return '-';
  return kind === 'rows' || effect === 'alters' ? '~' : '+';
}

function removal({ removable }: Difference, environment: string): string {
  return removable === undefined
    ? ''
    : `; tundish apply ${environment} --drop ${visible(removable)} removes it`;
}

function line(change: Difference): string {
  return visible(change.message);
}
