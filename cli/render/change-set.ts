import type { ChangeSet } from '../../deploy/database/apply-plan.ts';
import type { Difference } from '../../deploy/database/difference.ts';
import { plural } from './counts.ts';
import { visible } from './visible.ts';

const stores = ['raw', 'metrics', 'curated', 'business'] as const;

/** A change set for people: what is added by store, then everything that is refused. */
export function renderChangeSet(changes: ChangeSet): string {
  const added = stores.flatMap((store) => {
    const ofStore = changes.additions.filter((change) => change.store === store);
    const single = ofStore.filter((change) => change.kind !== 'partition');
    const partitions = ofStore.length - single.length;
    const lines = [
      ...single.map((change) => `  ${change.kind === 'rows' ? '~' : '+'} ${line(change)}`),
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
    ...changes.notes.map((note) => `note: ${visible(note)}`),
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** `12 additions, 1 refusal`. */
export function changeSetCounts(changes: ChangeSet): string {
  return [
    plural(changes.additions.length, 'addition'),
    ...(changes.refusals.length === 0 ? [] : [plural(changes.refusals.length, 'refusal')]),
  ].join(', ');
}

function line(change: Difference): string {
  return visible(change.message);
}
