import type { Place } from '../finding.ts';
import type { Product } from './product.ts';

/** The whole mesh that one repository describes. */
export interface Plant {
  readonly name: string;
  /** IANA zone of the site. */
  readonly timeZone: string;
  /** First MQTT topic level(s) of every stream, without trailing slash. */
  readonly topicRoot: string;
  readonly calendars: readonly Calendar[];
  /** Who answers for what nobody owns; empty where plant.yaml names no domains. */
  readonly domains: readonly Domain[];
  /** By id. */
  readonly products: readonly Product[];
}

/** A team's area, as plant.yaml names it: the folder `products/<name>`. */
export interface Domain {
  readonly name: string;
  /** Username of who answers for the domain. */
  readonly lead: string;
  /** Channel or address. */
  readonly contact?: string;
  /** Who owns its files in the code host: `@lindwerk/casting-data`. */
  readonly reviewers: readonly string[];
  readonly place: Place;
}

/** A production day runs from `dayStart` to `dayStart` in `zone`. */
export interface Calendar {
  readonly name: string;
  readonly zone: string;
  /** `HH:MM`. */
  readonly dayStart: string;
  /** First and last production day for which the calendar holds (`YYYY-MM-DD`); both or none. */
  readonly from?: string;
  readonly until?: string;
  /** In the order of the day, the first at `dayStart`; empty where the plant has no shifts. */
  readonly shifts: readonly { readonly name: string; readonly start: string }[];
  /** Planned stops: a file beside plant.yaml, or a view whose rows are stops. */
  readonly stops?: CalendarStops;
  readonly place: Place;
}

export type CalendarStops =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** By start; `startsAt` and `endsAt` are RFC 3339 with offset. */
      readonly stops: readonly PlannedStop[];
    }
  /** A view with the columns starts_at, ends_at and reason (`curated.planned_stop_v1`). */
  | { readonly kind: 'view'; readonly view: string };

export interface PlannedStop {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
}
