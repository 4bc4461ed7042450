import { compareText } from '../finding.ts';
import type { Calendar, CalendarStops, PlannedStop } from '../model/plant.ts';
import { calendarRows } from './calendar-days.ts';
import { datasetId, indexName, stopName, tableName, viewName } from './names.ts';
import type { DatasetPlan, ReferenceDatasetPlan, Table, View } from './plan.ts';
import { PRESENT, referenceColumn, referenceTable, referenceView } from './reference-table.ts';

/** Calendars have no contract that could get a new major. */
const MAJOR = 1;

/**
 * The calendars that hold from a day until a day, as tables that transforms and consumers join, few
 * times by `ON t >= c.starts_at AND t < c.ends_at`, many by `ON tstzrange(starts_at, ends_at) @> t`. Stops that a view knows are shown as they stand in
 * one of `datasets`; views that are unfit are in `unfitStops`.
 */
export function planCalendars(
  calendars: readonly Calendar[],
  datasets: readonly DatasetPlan[],
): readonly ReferenceDatasetPlan[] {
  const byName = new Map<string, Calendar>();
  for (const calendar of calendars) {
    if (!byName.has(calendar.name)) byName.set(calendar.name, calendar);
  }
  return [...byName.values()]
    .filter(isDated)
    .sort((a, b) => compareText(a.name, b.name))
    .map((calendar) => planCalendar(calendar, datasets));
}

/** Why the view of a calendar's stops cannot be shown; undefined where it can. */
export function unfitStops(
  calendar: Calendar,
  datasets: readonly DatasetPlan[],
): string | undefined {
  const { stops } = calendar;
  if (stops?.kind !== 'view') return undefined;
  const view = viewOf(stops, datasets);
  if (view === undefined) return 'no contract makes a view of this name in curated';
  const missing = STOP_COLUMNS.filter(
    ({ name, type }) =>
      !view.columns.some((column) => column.name === name && column.type === type),
  );
  if (missing.length > 0) {
    return `it has no column ${missing.map(({ name, type }) => `${name} (${type})`).join(', ')}`;
  }
  const open = TIMES.filter((name) => columnOf(view, name)?.nullable === true);
  if (open.length > 0) return `its ${open.join(' and ')} may be empty, and such a stop never ends`;
  const secret = STOP_COLUMNS.flatMap(({ name }) => {
    const { classification = 'public', treatment } = columnOf(view, name) ?? {};
    const personal = treatment === undefined ? classification : 'personal';
    return OPEN.has(personal) ? [] : [`${name} (${personal})`];
  });
  return secret.length === 0
    ? undefined
    : `every consumer reads a calendar, and not all may read its ${secret.join(', ')}`;
}

/** Classifications that no role is kept from. */
const OPEN: ReadonlySet<string> = new Set(['public', 'internal']);

const TIMES = ['starts_at', 'ends_at'];

function columnOf(view: View, name: string) {
  return view.columns.find((column) => column.name === name);
}

function isDated({ from, until }: Calendar): boolean {
  return from !== undefined && until !== undefined;
}

function planCalendar(calendar: Calendar, datasets: readonly DatasetPlan[]): ReferenceDatasetPlan {
  const name = tableName('calendar', calendar.name);
  const days = dayTable(name, calendar);
  const stops = stopParts(name, calendar, datasets);
  return {
    kind: 'reference',
    of: 'calendar',
    id: datasetId('calendar', calendar.name),
    product: 'calendar',
    domain: 'plant',
    dataset: calendar.name,
    description: days.comment,
    tables: [days, ...stops.tables],
    views: [referenceView(days, MAJOR), ...stops.views],
  };
}

function dayTable(name: string, calendar: Calendar): Table {
  const { zone, dayStart, shifts } = calendar;
  const parts = shifts.length === 0 ? 'Production days' : 'Shifts of production days';
  return referenceTable({
    store: 'curated',
    name,
    comment: `${parts}; a day begins at ${dayStart} in ${zone}.`,
    columns: [
      referenceColumn('day', 'date', 'The production day: the date on which it begins.'),
      referenceColumn('shift', 'text', 'Empty where the plant has no shifts.', 'nullable'),
      referenceColumn('starts_at', 'timestamptz', 'First moment.'),
      referenceColumn('ends_at', 'timestamptz', 'First moment of the next.'),
    ],
    key: ['starts_at'],
    indexes: [
      { name: indexName(name, 'start'), elements: ['"starts_at"', '"ends_at"'], where: PRESENT },
      // A B-tree bounds a time from one side only; this finds the row of each of a million times.
      {
        name: indexName(name, 'span'),
        using: 'gist',
        elements: ['tstzrange("starts_at", "ends_at")'],
        where: PRESENT,
      },
      { name: indexName(name, 'day'), elements: ['"day"'], where: PRESENT },
    ],
    values: calendarRows(calendar).map(({ day, shift, startsAt, endsAt }) => [
      day,
      shift,
      startsAt,
      endsAt,
    ]),
  });
}

const STOP_COLUMNS = [
  referenceColumn('starts_at', 'timestamptz', 'When the plant stops.'),
  referenceColumn('ends_at', 'timestamptz', 'When it goes on.'),
  referenceColumn('reason', 'text', 'Why it stops.'),
];

function stopParts(
  calendarTable: string,
  calendar: Calendar,
  datasets: readonly DatasetPlan[],
): { readonly tables: readonly Table[]; readonly views: readonly View[] } {
  const { stops } = calendar;
  if (stops === undefined) return { tables: [], views: [] };
  const name = stopName(calendarTable);
  const comment = `Planned stops of the calendar ${calendar.name}.`;
  if (stops.kind === 'file') {
    const table = stopTable(name, comment, stops.stops);
    return { tables: [table], views: [referenceView(table, MAJOR)] };
  }
  const source = unfitStops(calendar, datasets) === undefined ? viewOf(stops, datasets) : undefined;
  if (source === undefined) return { tables: [], views: [] };
  const view: View = {
    store: 'curated',
    name: viewName(name, MAJOR),
    major: MAJOR,
    comment: `${comment} From ${stops.view}.`,
    definition: { kind: 'of-view', view: source.name },
    columns: STOP_COLUMNS.map(({ name: column, type, comment: text }) => ({
      name: column,
      column,
      type,
      nullable: source.columns.find((one) => one.name === column)?.nullable ?? true,
      ...(text === undefined ? {} : { comment: text }),
    })),
  };
  return { tables: [], views: [view] };
}

function stopTable(name: string, comment: string, stops: readonly PlannedStop[]): Table {
  return referenceTable({
    store: 'curated',
    name,
    comment,
    columns: STOP_COLUMNS,
    key: ['starts_at', 'ends_at', 'reason'],
    values: stops.map(({ startsAt, endsAt, reason }) => [startsAt, endsAt, reason]),
  });
}

function viewOf(
  stops: CalendarStops & { readonly kind: 'view' },
  datasets: readonly DatasetPlan[],
): View | undefined {
  return datasets
    .flatMap((dataset) => dataset.views)
    .find(({ store, name }) => store === 'curated' && `${store}.${name}` === stops.view);
}
