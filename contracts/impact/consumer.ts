import type { Affected } from '../finding.ts';

/** One who reads a dataset, with what is known of it. */
export interface Consumer extends Affected {
  /** `<product>.<dataset>` that is read. */
  readonly dataset: string;
  /** Major that is read. */
  readonly major: number;
  /** The view, `curated.heat_v1`; absent where only the contract is named. */
  readonly view?: string;
  /** Why, where an agreement says it. */
  readonly purpose?: string;
  /** Last day of an agreement. */
  readonly until?: string;
  readonly observed: Observation;
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
