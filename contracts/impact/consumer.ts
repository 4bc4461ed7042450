import type { Affected, ConsumerEvidence, Place } from '../finding.ts';

/** One who reads a dataset, with what is known of it. */
export interface Consumer extends Affected {
  /** `<product>.<dataset>` that is read. */
  readonly dataset: string;
  /** Contract that promises it; absent for calendars and what else the plant itself makes. */
  readonly contract?: string;
  /** Major that is read. */
  readonly major: number;
  /** The view, `curated.heat_v1`; absent where only the contract is named. */
  readonly view?: string;
  /** Where each column is asked for first; empty where no text names them. */
  readonly uses: readonly ColumnUse[];
  /** Why, where an agreement says it. */
  readonly purpose?: string;
  /** Last day of an agreement. */
  readonly until?: string;
  readonly observed: Observation;
}

export interface ColumnUse {
  /** `*` where all are used and their names are not known. */
  readonly column: string;
  readonly place: Place;
  readonly by: ConsumerEvidence;
}

/** What a database says about the reading itself. */
export type Observation =
  | { readonly kind: 'not-measured'; readonly reason: string }
  /** RFC 3339 instants. */
  | {
      readonly kind: 'seen';
      readonly last: string;
      readonly reads: number;
      readonly measuredAt: string;
    }
  | { readonly kind: 'never-seen'; readonly measuredAt: string };

/** Nobody has asked a database. */
export const NOT_MEASURED: Observation = {
  kind: 'not-measured',
  reason: 'who reads in the databases is not measured: this is what the repository says',
};
