import type { Calendar } from '../../model/plant.ts';
import { itemNodes, memberNode, plainText, rootNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { datasetsOf, type LintContext } from '../lint-context.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Calendars that are named exist, and hold for some days where their days are read. */
export const calendarKnown: Rule = {
  id: 'calendar-known',
  severity: 'error',
  summary: 'Every calendar that a service level or a transform names stands in plant.yaml.',
  why: 'A level measured by a calendar that nobody has is never measured, and a transform that reads it fails in the plant.',
  *check(context) {
    yield* serviceLevels(context);
    yield* transforms(context);
  },
};

/** True where plant.yaml writes the calendar: what is wrong with it is told there. */
function isWritten({ documents }: LintContext, name: string, ...keys: readonly string[]): boolean {
  const document = documents.get('plant.yaml');
  const calendars =
    document === undefined ? undefined : memberNode(rootNode(document), 'calendars');
  return itemNodes(calendars).some(
    (each) =>
      textOf(each, 'name') === name && keys.every((key) => memberNode(each, key) !== undefined),
  );
}

function* serviceLevels(context: LintContext): Iterable<Problem> {
  const { contracts, plant } = context;
  for (const { root } of contracts) {
    for (const sla of itemNodes(memberNode(root, 'slaProperties'))) {
      if (textOf(sla, 'scheduler') !== 'calendar') continue;
      const at = memberNode(sla, 'schedule');
      const name = plainText(at);
      if (at === undefined || name === undefined) continue;
      if (plant.calendars.some((calendar) => calendar.name === name)) continue;
      if (isWritten(context, name)) continue;
      const property = textOf(sla, 'property') ?? '';
      yield problemAt(
        at,
        `service level '${property}' names the calendar '${name}', which the plant does not have`,
        meant(name, plant.calendars),
      );
    }
  }
}

function* transforms(context: LintContext): Iterable<Problem> {
  const { calendars } = context.plant;
  const made = new Set(context.relations.map(({ store, name }) => `${store}.${name}`));
  for (const { dataset } of datasetsOf(context)) {
    if (dataset.source.kind !== 'transform') continue;
    const { transform } = dataset.source;
    for (const { store, view } of transform.reads) {
      const name = /^calendar_([a-z0-9_]+)_v\d+$/.exec(view)?.[1];
      if (store !== 'curated' || name === undefined || made.has(`${store}.${view}`)) continue;
      const own = calendars.find((each) => each.name === name.replace(/_stop$/, ''));
      const known = own ?? calendars.find((each) => each.name === name);
      if (known?.from !== undefined) continue;
      const stem = name.replace(/_stop$/, '');
      if ([name, stem].some((each) => isWritten(context, each, 'from', 'until'))) continue;
      yield {
        place: transform.place,
        pointer: '',
        message:
          known === undefined
            ? `the transform of '${dataset.name}' reads ${store}.${view}, and the plant has no such calendar`
            : `the transform of '${dataset.name}' reads ${store}.${view}, and the calendar does not say for which days it holds`,
        hint:
          known === undefined
            ? meant(name, calendars)
            : `add 'from' and 'until' to the calendar '${known.name}' in plant.yaml`,
      };
    }
  }
}

function meant(name: string, calendars: readonly Calendar[]): string {
  const near = nearest(
    name,
    calendars.map((calendar) => calendar.name),
  );
  return near === undefined ? 'add it to calendars in plant.yaml' : `did you mean '${near}'?`;
}
