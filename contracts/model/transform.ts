import type { Place } from '../finding.ts';

/** A view that a transform reads: `curated.heat_v1`. */
export interface ViewName {
  readonly store: 'curated' | 'metrics' | 'business';
  readonly view: string;
}

/** One SELECT over views, with the way to tell which keys a change touches. */
export interface Transform {
  readonly path: string;
  readonly sql: string;
  /** The views it names, found by PostgreSQL's own parser, sorted. */
  readonly reads: readonly ViewName[];
  readonly refresh: FullRefresh | IncrementalRefresh;
  readonly place: Place;
}

export interface FullRefresh {
  readonly kind: 'full';
}

/**
 * Recomputes only the keys that a change touches. `changedBy` maps each view that is read to the
 * columns of its rows that are the key, or to a SELECT over `changed` (the changed rows of that
 * view) that yields the key columns; a view without an entry never causes a recompute.
 */
export interface IncrementalRefresh {
  readonly kind: 'incremental';
  readonly key: readonly string[];
  readonly changedBy: readonly ChangedBy[];
}

export interface ChangedBy {
  readonly view: ViewName;
  readonly keys:
    | { readonly kind: 'columns'; readonly columns: readonly string[] }
    | { readonly kind: 'select'; readonly sql: string };
}
