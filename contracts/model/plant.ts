import type { Product } from './product.ts';

/** The whole mesh that one repository describes. */
export interface Plant {
  readonly name: string;
  /** IANA zone of the site. */
  readonly timeZone: string;
  /** First MQTT topic level(s) of every stream, without trailing slash. */
  readonly topicRoot: string;
  readonly calendars: readonly Calendar[];
  /** By id. */
  readonly products: readonly Product[];
}

/** A production day runs from `dayStart` to `dayStart` in `zone`. */
export interface Calendar {
  readonly name: string;
  readonly zone: string;
  /** `HH:MM`. */
  readonly dayStart: string;
}
