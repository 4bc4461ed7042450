/** Conservation of one event stream, in messages, as the tables say. */
export interface EventBook {
  readonly stream: string;
  readonly received: number;
  /** Rows in raw; conflicts are among them. */
  readonly raw: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly curated: number;
  /** Open or discarded; what was replayed counts as curated. */
  readonly quarantined: number;
  readonly held: number;
  /** Raw rows that the curated step has not read yet, counted from its checkpoint. */
  readonly pending: number;
  readonly balanced: boolean;
}

/** Conservation of one sensor stream, in samples. */
export interface SensorBook {
  readonly stream: string;
  readonly received: number;
  readonly metrics: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly dropped: number;
  readonly droppedBy: Readonly<Record<string, number>>;
  readonly balanced: boolean;
}

export interface Books {
  readonly events: readonly EventBook[];
  readonly sensors: readonly SensorBook[];
  /** Every stream balances. */
  readonly balanced: boolean;
  /** Nothing is pending either. */
  readonly settled: boolean;
}
