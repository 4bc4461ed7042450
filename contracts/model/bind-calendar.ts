import { shown } from '../source/checked-value.ts';
import { isDay, isPlantYear } from '../source/instant.ts';
import { memberNode, type NodeAt, placeOf } from '../source/node-at.ts';
import { bindStops } from './bind-stops.ts';
import { matching, zoneOf } from './checked-text.ts';
import { missingFile, namedFile } from './named-file.ts';
import type { Calendar, CalendarStops } from './plant.ts';
import { type Findings, knownKeys, mappingsOf, note, optional, requiredText } from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';
import { parseViewName } from './view-name.ts';

const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/;
const name = /^[a-z][a-z0-9_]{0,39}$/;
const nameText = "lower case letters, digits and '_'";
const mostYears = 20;
const mostShifts = 24;

/** One calendar of the plant, its stops read; undefined, with findings, where it cannot be used. */
export function bindCalendar(
  at: NodeAt,
  content: RepositoryContent,
  findings: Findings,
): Calendar | undefined {
  knownKeys(at, ['name', 'zone', 'dayStart', 'from', 'until', 'shifts', 'stops'], findings);
  const own = matching(at, 'name', name, nameText, findings);
  const zone = zoneOf(at, 'zone', findings);
  const dayStart = matching(at, 'dayStart', timeOfDay, 'a time of day as "06:00"', findings);
  const days = daysOf(at, findings);
  const shifts = shiftsOf(at, dayStart, findings);
  const stops = stopsOf(at, content, findings);
  const stopsAt = memberNode(at, 'stops');
  if (
    stopsAt !== undefined &&
    ['from', 'until'].every((day) => memberNode(at, day) === undefined)
  ) {
    const message = 'the calendar has planned stops, and does not say for which days it holds';
    note(findings, 'calendar-refused', stopsAt, message, "add 'from' and 'until'");
  }
  if (own === undefined || zone === undefined || dayStart === undefined) return undefined;
  return {
    name: own,
    zone,
    dayStart,
    ...days,
    shifts,
    ...optional('stops', stops),
    place: placeOf(at),
  };
}

/** First and last day: both or none, in order, and not for longer than 20 years. */
function daysOf(at: NodeAt, findings: Findings): Pick<Calendar, 'from' | 'until'> {
  const from = dayOf(at, 'from', findings);
  const until = dayOf(at, 'until', findings);
  const has = (member: string) => memberNode(at, member) !== undefined;
  if (has('from') !== has('until')) {
    const there = has('from') ? 'from' : 'until';
    const absent = has('from') ? 'until' : 'from';
    const message = `the calendar has '${there}' and no '${absent}'`;
    note(findings, 'calendar-refused', memberNode(at, there) ?? at, message, `add '${absent}'`);
  }
  if (from === undefined || until === undefined) return {};
  const untilAt = memberNode(at, 'until') ?? at;
  if (until < from) {
    const message = `the calendar ends on ${until}, before it begins on ${from}`;
    note(findings, 'calendar-refused', untilAt, message, "exchange 'from' and 'until'");
    return {};
  }
  if (Date.parse(until) - Date.parse(from) > mostYears * 366 * 86_400_000) {
    const message = `the calendar holds for more than ${mostYears} years`;
    note(
      findings,
      'calendar-refused',
      untilAt,
      message,
      "choose a nearer 'until'; it can be moved",
    );
    return {};
  }
  return { from, until };
}

function dayOf(at: NodeAt, member: string, findings: Findings): string | undefined {
  const node = memberNode(at, member);
  if (node === undefined) return undefined;
  const text = requiredText(at, member, findings);
  if (text === undefined) return undefined;
  if (isDay(text)) {
    if (isPlantYear(text)) return text;
    const message = `'${member}' is ${text}; a calendar holds in the years 1900 to 2200`;
    note(findings, 'calendar-refused', node, message, 'correct the year');
    return undefined;
  }
  const message = `'${member}' is '${shown(text)}'; expected is a day as 2025-01-01`;
  note(findings, 'value-not-allowed', node, message);
  return undefined;
}

/** Shifts in the order of the day; together they fill it, so the first begins with it. */
function shiftsOf(
  at: NodeAt,
  dayStart: string | undefined,
  findings: Findings,
): Calendar['shifts'] {
  const entries = mappingsOf(at, 'shifts', findings);
  if (entries.length > mostShifts) {
    const message = `a day has more than ${mostShifts} shifts`;
    note(findings, 'value-not-allowed', memberNode(at, 'shifts') ?? at, message);
    return [];
  }
  const shifts: { readonly name: string; readonly start: string }[] = [];
  let before = -1;
  for (const entry of entries) {
    knownKeys(entry, ['name', 'start'], findings);
    const own = matching(entry, 'name', name, nameText, findings);
    const start = matching(entry, 'start', timeOfDay, 'a time of day as "06:00"', findings);
    if (own === undefined || start === undefined || dayStart === undefined) continue;
    const startAt = memberNode(entry, 'start') ?? entry;
    const since = (minutesOf(start) - minutesOf(dayStart) + 1440) % 1440;
    if (shifts.length === 0 && since !== 0) {
      const message = `the first shift begins at ${start} and the day at ${dayStart}`;
      note(
        findings,
        'calendar-refused',
        startAt,
        message,
        'begin with the shift that opens the day',
      );
    } else if (since <= before) {
      const message = `the shift '${own}' at ${start} does not begin after the one before it`;
      note(findings, 'calendar-refused', startAt, message, 'list shifts in the order of the day');
    }
    if (shifts.some((shift) => shift.name === own)) {
      const message = `the shift '${own}' stands twice`;
      note(findings, 'said-twice', memberNode(entry, 'name') ?? entry, message, 'rename one');
    }
    before = Math.max(before, since);
    shifts.push({ name: own, start });
  }
  return shifts;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function stopsOf(
  calendar: NodeAt,
  content: RepositoryContent,
  findings: Findings,
): CalendarStops | undefined {
  const at = memberNode(calendar, 'stops');
  if (at === undefined) return undefined;
  const text = requiredText(calendar, 'stops', findings);
  if (text === undefined) return undefined;
  const view = parseViewName(text);
  if (view !== undefined) return { kind: 'view', view: text };
  if (!text.endsWith('.csv')) {
    const message = `the stops '${shown(text)}' are neither a file nor a view`;
    const hint = 'write calendars/stops.csv, or a view as curated.planned_stop_v1';
    note(findings, 'value-not-allowed', at, message, hint);
    return undefined;
  }
  const path = namedFile(at, text, '.csv', findings);
  if (path === undefined) return undefined;
  const bytes = content.bytes.get(path);
  if (bytes === undefined) {
    missingFile(at, path, findings);
    return undefined;
  }
  return { kind: 'file', path, stops: bindStops(path, bytes, findings) };
}
