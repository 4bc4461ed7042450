import type { Calendar } from '../model/plant.ts';
import { isTimeZone } from '../source/time-zone.ts';
import { zonedInstant } from './zoned-instant.ts';

/** One shift of a production day, or the whole day where the plant has no shifts. */
export interface CalendarRow {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly shift: string | null;
  /** RFC 3339 in UTC; the end is the start of the next. */
  readonly startsAt: string;
  readonly endsAt: string;
}

/** A calendar with more rows than this is a mistake in its dates: at three shifts, 45 years. */
export const MOST_CALENDAR_ROWS = 50_000;

/**
 * The rows of a calendar from its first to its last production day. Days and shifts follow the
 * zone's clocks, so a day in spring has 23 hours and one in autumn 25; a shift that the clocks skip
 * whole has no row. Empty where dates or times mean nothing, or are too many.
 */
export function calendarRows(calendar: Calendar): readonly CalendarRow[] {
  const known = remembered.get(calendar);
  if (known !== undefined) return known;
  const rows = madeRows(calendar);
  remembered.set(calendar, rows);
  return rows;
}

/** One reading of a plant is planned several times: for its problems, its relations, its plan. */
const remembered = new WeakMap<Calendar, readonly CalendarRow[]>();

function madeRows(calendar: Calendar): readonly CalendarRow[] {
  const days = productionDays(calendar);
  if (days === undefined || !isTimeZone(calendar.zone)) return [];
  const parts = dayParts(calendar);
  if (parts === undefined || days.count * parts.length > MOST_CALENDAR_ROWS) return [];
  const instantOf = zonedInstant(calendar.zone);
  const rows: CalendarRow[] = [];
  for (let index = 0; index < days.count; index += 1) {
    const midnight = days.first + index * DAY_MS;
    for (const { shift, start, end } of parts) {
      const startsAt = instantOf(midnight + start * MINUTE_MS);
      const endsAt = instantOf(midnight + end * MINUTE_MS);
      if (startsAt >= endsAt) continue;
      rows.push({
        day: new Date(midnight).toISOString().slice(0, 10),
        shift,
        startsAt: instantText(startsAt),
        endsAt: instantText(endsAt),
      });
    }
  }
  return rows;
}

/** How many rows the dates of a calendar ask for, whether they are made or not. */
export function calendarSize(calendar: Calendar): number {
  return (productionDays(calendar)?.count ?? 0) * Math.max(1, calendar.shifts.length);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function productionDays({
  from,
  until,
}: Calendar): { readonly first: number; readonly count: number } | undefined {
  const first = dayMs(from);
  const last = dayMs(until);
  if (first === undefined || last === undefined || last < first) return undefined;
  return { first, count: Math.round((last - first) / DAY_MS) + 1 };
}

function dayMs(day: string | undefined): number | undefined {
  if (day === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const value = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(value) ? undefined : value;
}

interface DayPart {
  readonly shift: string | null;
  /** Minutes from the midnight before the production day begins. */
  readonly start: number;
  readonly end: number;
}

/** A shift that starts before the day does belongs to its end, on the next date. */
function dayParts({ dayStart, shifts }: Calendar): readonly DayPart[] | undefined {
  const begin = minutesOf(dayStart);
  if (begin === undefined) return undefined;
  const end = begin + 24 * 60;
  if (shifts.length === 0) return [{ shift: null, start: begin, end }];
  const starts = shifts.map(({ name, start }) => {
    const minutes = minutesOf(start);
    return minutes === undefined
      ? undefined
      : { name, start: minutes < begin ? minutes + 24 * 60 : minutes };
  });
  const known = starts.filter((one) => one !== undefined);
  if (known.length < starts.length) return undefined;
  known.sort((a, b) => a.start - b.start);
  return known.map(({ name, start }, index) => ({
    shift: name,
    start,
    end: known[index + 1]?.start ?? end,
  }));
}

function minutesOf(time: string): number | undefined {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time);
  return found === null ? undefined : Number(found[1]) * 60 + Number(found[2]);
}

/** Without milliseconds that no calendar has. */
function instantText(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}
