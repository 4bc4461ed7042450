import type { Calendar } from '../../contracts/model/plant.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import type { DatasetPlan } from '../../contracts/plan/plan.ts';
import { present } from './present.ts';
import type { CalendarAsset } from './register-shapes.ts';

/** A calendar of the plant; `dataset` where its rows are in the databases. */
export function calendarAsset(
  calendar: Calendar,
  plans: ReadonlyMap<string, DatasetPlan>,
): CalendarAsset {
  const { stops } = calendar;
  const dataset = datasetId('calendar', calendar.name);
  return present({
    name: calendar.name,
    zone: calendar.zone,
    dayStart: calendar.dayStart,
    from: calendar.from,
    until: calendar.until,
    shifts: calendar.shifts.map(({ name, start }) => ({ name, start })),
    stops:
      stops === undefined
        ? undefined
        : stops.kind === 'file'
          ? { source: stops.path, listed: stops.stops.length }
          : { source: stops.view },
    dataset: plans.has(dataset) ? dataset : undefined,
  });
}
