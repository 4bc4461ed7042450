import { describe, expect, test } from 'vitest';
import type { Classification, Field } from '../../../contracts/model/field.ts';
import type { Calendar } from '../../../contracts/model/plant.ts';
import { calendarRows } from '../../../contracts/plan/calendar-days.ts';
import type { Plan, Table } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import { zonedInstant } from '../../../contracts/plan/zoned-instant.ts';
import {
  calendar,
  contract,
  eventDataset,
  field,
  optional,
  plant,
  product,
  validators,
} from './example-plant.ts';

const hours = (row: { readonly startsAt: string; readonly endsAt: string } | undefined) =>
  (Date.parse(row?.endsAt ?? '') - Date.parse(row?.startsAt ?? '')) / 3_600_000;

describe('the rows of a calendar', () => {
  test('run from day start to day start, the last day included', () => {
    expect(calendarRows(calendar({ from: '2026-01-01', until: '2026-01-02' }))).toEqual([
      {
        day: '2026-01-01',
        shift: null,
        startsAt: '2026-01-01T05:00:00Z',
        endsAt: '2026-01-02T05:00:00Z',
      },
      {
        day: '2026-01-02',
        shift: null,
        startsAt: '2026-01-02T05:00:00Z',
        endsAt: '2026-01-03T05:00:00Z',
      },
    ]);
  });

  test('have 23 hours where clocks go forward and 25 where they go back', () => {
    const around = (from: string, until: string) =>
      calendarRows(calendar({ from, until })).map((row) => [row.day, hours(row)]);
    expect(around('2026-03-27', '2026-03-29')).toEqual([
      ['2026-03-27', 24],
      ['2026-03-28', 23],
      ['2026-03-29', 24],
    ]);
    expect(around('2026-10-23', '2026-10-25')).toEqual([
      ['2026-10-23', 24],
      ['2026-10-24', 25],
      ['2026-10-25', 24],
    ]);
  });

  test('are one per shift, and a shift before the day start belongs to the day before', () => {
    const rows = calendarRows(
      calendar({
        from: '2026-10-24',
        until: '2026-10-24',
        shifts: [
          { name: 'early', start: '06:00' },
          { name: 'late', start: '14:00' },
          { name: 'night', start: '22:00' },
          { name: 'dawn', start: '02:30' },
        ],
      }),
    );
    expect(rows.map((row) => [row.day, row.shift, row.startsAt, hours(row)])).toEqual([
      ['2026-10-24', 'early', '2026-10-24T04:00:00Z', 8],
      ['2026-10-24', 'late', '2026-10-24T12:00:00Z', 8],
      ['2026-10-24', 'night', '2026-10-24T20:00:00Z', 4.5],
      ['2026-10-24', 'dawn', '2026-10-25T00:30:00Z', 4.5],
    ]);
  });

  test('have no row for a shift that the clocks skip, and no gap either', () => {
    const rows = calendarRows(
      calendar({
        dayStart: '00:00',
        from: '2026-03-29',
        until: '2026-03-29',
        shifts: [
          { name: 'a', start: '00:00' },
          { name: 'b', start: '02:15' },
          { name: 'c', start: '02:45' },
        ],
      }),
    );
    expect(rows.map(({ shift, startsAt, endsAt }) => [shift, startsAt, endsAt])).toEqual([
      ['a', '2026-03-28T23:00:00Z', '2026-03-29T01:00:00Z'],
      ['c', '2026-03-29T01:00:00Z', '2026-03-29T22:00:00Z'],
    ]);
  });

  test.each(['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'])(
    'touch each other through thirty years in %s',
    (zone) => {
      const rows = calendarRows(
        calendar({ zone, dayStart: '02:00', from: '2000-01-01', until: '2029-12-31' }),
      );
      expect(rows).toHaveLength(10_958);
      const breaks = rows.filter(
        (row, index) => index > 0 && rows[index - 1]?.endsAt !== row.startsAt,
      );
      expect(breaks).toEqual([]);
      expect(Math.min(...rows.map(hours))).toBeGreaterThanOrEqual(23);
      expect(Math.max(...rows.map(hours))).toBeLessThanOrEqual(25);
    },
  );

  test('are none where the calendar has no dates, or dates that mean nothing', () => {
    expect(calendarRows(calendar({}))).toEqual([]);
    expect(calendarRows(calendar({ from: '2026-02-01', until: '2026-01-01' }))).toEqual([]);
    expect(calendarRows(calendar({ from: 'soon', until: '2026-01-01' }))).toEqual([]);
    expect(
      calendarRows(calendar({ zone: 'Europe/Nowhere', from: '2026-01-01', until: '2026-01-02' })),
    ).toEqual([]);
  });
});

test('a local time that clocks show twice is the first of both', () => {
  const at = zonedInstant('Europe/Berlin')(Date.parse('2026-10-25T02:30:00Z'));
  expect(new Date(at).toISOString()).toBe('2026-10-25T00:30:00.000Z');
});

describe('the plan of a calendar', () => {
  const dated = calendar({ from: '2026-01-01', until: '2026-01-31' });

  test('has a table and a view in curated, and belongs to no product', () => {
    const [dataset] = planOf([dated]).datasets;
    expect(dataset).toMatchObject({
      kind: 'reference',
      of: 'calendar',
      id: 'calendar.production_day',
      product: 'calendar',
    });
    expect(dataset?.tables.map(nameOf)).toEqual(['curated.calendar_production_day']);
    expect(
      dataset?.views.map(({ name, columns }) => [name, columns.map((one) => one.name)]),
    ).toEqual([
      ['calendar_production_day_v1', ['day', 'shift', 'starts_at', 'ends_at', '_committed_at']],
    ]);
  });

  test('has no table without dates', () => {
    expect(planOf([calendar({})]).datasets).toEqual([]);
  });

  test('has the stops of a file as rows', () => {
    const stop = {
      startsAt: '2026-01-05T06:00:00+01:00',
      endsAt: '2026-01-05T14:00:00+01:00',
      reason: 'roll change',
    };
    const plan = planOf([{ ...dated, stops: { kind: 'file', path: 'stops.csv', stops: [stop] } }]);
    const table = plan.datasets[0]?.tables[1];
    expect(table && nameOf(table)).toBe('curated.calendar_production_day_stop');
    expect(table?.rows).toMatchObject({
      values: [[stop.startsAt, stop.endsAt, 'roll change']],
    });
  });

  test('shows the stops of a view', () => {
    const { datasets } = planPlant(withStops(stopFields), validators);
    const views = datasets.find(({ id }) => id === 'calendar.production_day')?.views;
    expect(views?.[1]).toMatchObject({
      name: 'calendar_production_day_stop_v1',
      definition: { kind: 'of-view', view: 'planned_stop_v1' },
    });
    expect(planProblems(withStops(stopFields))).toEqual([]);
  });

  test('is a finding where the view of its stops has other columns', () => {
    expect(planProblems(withStops(stopFields.slice(0, 3)))).toMatchObject([
      {
        rule: 'calendar-stops-unfit',
        message:
          'the calendar production_day takes its stops from curated.planned_stop_v1, but it has no column reason (text)',
      },
    ]);
  });

  test('is a finding where the view of its stops shows more than every consumer may read', () => {
    const [id, starts, ends, reason] = stopFields;
    const told = (...fields: readonly (Field | undefined)[]) =>
      planProblems(withStops(fields.filter((one) => one !== undefined))).map(
        ({ rule, message }) => `${rule}: ${message.split(', but ')[1]}`,
      );
    const why = (classification: Classification) => field('reason', 'string', { classification });
    expect(told(id, starts, ends, why('confidential'))).toEqual([
      'calendar-stops-unfit: every consumer reads a calendar, and not all may read its reason (confidential)',
    ]);
    expect(told(id, starts, ends, why('internal'))).toEqual([]);
    expect(told(id, starts, optional('ends_at', 'timestamp'), reason)).toEqual([
      'calendar-stops-unfit: its ends_at may be empty, and such a stop never ends',
    ]);
  });

  test('is a finding where nobody makes the view of its stops, also without days', () => {
    const { from: _from, until: _until, ...undated } = dated;
    const stops = { kind: 'view', view: 'curated.planned_stpo_v1' } as const;
    expect(planProblems({ ...plant([]), calendars: [{ ...undated, stops }] })).toMatchObject([
      {
        rule: 'calendar-stops-unfit',
        message: expect.stringContaining('no contract makes a view of this name'),
      },
    ]);
  });

  test('is a finding where it is too long to be meant', () => {
    const long = { ...dated, until: '2999-12-31' };
    expect(planProblems({ ...plant([]), calendars: [long] })).toMatchObject([
      { rule: 'calendar-too-long', severity: 'error' },
    ]);
  });

  test('is readable by every product that reads anything', () => {
    const reader = product('kpi', [], {
      inputPorts: [{ name: 'stops', contractId: 'planned_stop', version: '1' }],
    });
    const base = withStops(stopFields);
    const { grants } = planPlant({ ...base, products: [...base.products, reader] }, validators);
    const roles = grants
      .filter(({ object }) => object === 'calendar_production_day_v1')
      .map(({ role }) => role);
    expect(roles).toEqual(['tundish_business', 'tundish_kpi_input', 'tundish_planned_stop_read']);
  });

  test('keeps its names: no product may be called calendar or genealogy', () => {
    const problems = planProblems(plant([product('calendar', []), product('genealogy', [])]));
    expect(problems.map(({ rule }) => rule)).toEqual([
      'product-id-reserved',
      'product-id-reserved',
    ]);
  });

  const stopFields = [
    field('id', 'integer'),
    field('starts_at', 'timestamp'),
    field('ends_at', 'timestamp'),
    field('reason', 'string'),
  ];

  function withStops(fields: readonly Field[]) {
    const stops = { kind: 'view', view: 'curated.planned_stop_v1' } as const;
    return {
      ...plant([
        product('planned_stop', [
          contract('planned_stop', 1, [eventDataset('planned_stop', fields)]),
        ]),
      ]),
      calendars: [{ ...dated, stops }],
    };
  }

  function planOf(calendars: readonly Calendar[]): Plan {
    return planPlant({ ...plant([]), calendars }, validators);
  }

  function nameOf({ store, name }: Table): string {
    return `${store}.${name}`;
  }
});
