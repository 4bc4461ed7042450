import type { Calendar, Plant } from '../../model/plant.ts';
import type { ChangeFact } from './change-fact.ts';
import { numbered } from './contract-facts.ts';
import { isSameData, saysTheSame } from './same-meaning.ts';
import { type FactBody, stated, textOr } from './stated-fact.ts';
import { type Sources, type Spot, spotAt, spotOf } from './written-place.ts';

const FILE = 'plant.yaml';

/** The place of the plant itself, or of a member of plant.yaml. */
export function placeInPlant(sources: Sources, key = ''): Spot {
  const pointer = key === '' ? '' : `/${key}`;
  return (
    spotOf(sources, FILE, pointer) ?? { place: { file: FILE, line: 1, column: 1 }, pointer: '' }
  );
}

/** What differs in plant.yaml and in the calendars' files. */
export function plantFacts(
  previous: Plant,
  current: Plant,
  before: Sources,
  after: Sources,
): readonly ChangeFact[] {
  const facts: ChangeFact[] = [];
  const subject = { product: '' };
  for (const what of ['name', 'timeZone', 'topicRoot'] as const) {
    if (previous[what] === current[what]) continue;
    const body = {
      kind: 'plant-changed',
      what,
      before: previous[what],
      after: current[what],
    } as const;
    const previousPlace = placeInPlant(before, what).place;
    facts.push(stated(subject, placeInPlant(after, what), body, previousPlace));
  }
  if (!saysTheSame(previous.domains, current.domains)) {
    const texts = { before: domainsText(previous), after: domainsText(current) };
    const body = { kind: 'plant-changed', what: 'domains', ...texts } as const;
    const previousPlace = placeInPlant(before, 'domains').place;
    facts.push(stated(subject, placeInPlant(after, 'domains'), body, previousPlace));
  }
  const old = numbered(previous.calendars, ({ name }) => name);
  const now = numbered(current.calendars, ({ name }) => name);
  for (const calendar of now.values()) {
    const was = old.get(calendar.name);
    const at = spotAt(after, calendar.place);
    for (const body of calendarFacts(was, calendar)) {
      facts.push(stated(subject, at, body, was?.place));
    }
  }
  for (const { name, place } of old.values()) {
    if (now.has(name)) continue;
    const body = { kind: 'calendar-removed', calendar: name } as const;
    facts.push(stated(subject, placeInPlant(after, 'calendars'), body, place));
  }
  return facts;
}

function domainsText({ domains }: Plant): string {
  const texts = domains.map(({ name, lead, contact, reviewers }) =>
    [`${name}: ${lead}`, ...(contact === undefined ? [] : [contact]), ...reviewers].join(', '),
  );
  return textOr(texts.join('; '), 'none');
}

function calendarFacts(before: Calendar | undefined, after: Calendar): readonly FactBody[] {
  const calendar = after.name;
  if (before === undefined) return [{ kind: 'calendar-added', calendar }];
  return parts.flatMap(([what, text]): readonly FactBody[] => {
    const texts = { before: text(before), after: text(after) };
    const isSame =
      what === 'stops' ? saysTheSame(before.stops, after.stops) : isSameData(...pairOf(texts));
    return isSame ? [] : [{ kind: 'calendar-changed', calendar, what, ...texts }];
  });
}

function pairOf({ before, after }: { readonly before: string; readonly after: string }) {
  return [before, after] as const;
}

const parts: readonly (readonly [string, (calendar: Calendar) => string])[] = [
  ['zone', ({ zone }) => zone],
  ['start of the day', ({ dayStart }) => dayStart],
  ['first day', ({ from }) => textOr(from, 'none')],
  ['last day', ({ until }) => textOr(until, 'none')],
  [
    'shifts',
    ({ shifts }) => textOr(shifts.map(({ name, start }) => `${name} ${start}`).join(', '), 'none'),
  ],
  ['stops', stopsText],
];

function stopsText({ stops }: Calendar): string {
  if (stops === undefined) return 'none';
  return stops.kind === 'view' ? `the view ${stops.view}` : `${stops.stops.length} in a file`;
}
