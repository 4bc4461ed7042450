/** What an environment is like at one moment, as `tundish status` tells it. Holds no secrets. */
export interface EnvironmentStatus {
  readonly plant: string;
  readonly environment: string;
  /** RFC 3339. */
  readonly at: string;
  /** First digits of the SHA-256 of the repository's plan. */
  readonly plan: string;
  readonly servers: readonly ServerStatus[];
  /** Absent where a store does not answer, or lacks tables of the plan. */
  readonly database?: DatabaseStatus;
  /** What needs a person, most pressing first. */
  readonly problems: readonly Problem[];
}

export interface ServerStatus {
  /** `stores.raw`, `mqtt.events` */
  readonly key: string;
  readonly address: string;
  readonly place: string;
  /** `PostgreSQL 15.8`; absent where it does not answer. */
  readonly says?: string;
  readonly reason?: string;
  readonly remedy?: string;
}

export interface DatabaseStatus {
  readonly applied: AppliedStatus;
  readonly streams: readonly StreamStatus[];
  readonly steps: readonly StepStatus[];
  readonly partitions: readonly PartitionStatus[];
  /** Names under which processes of the platform are connected. */
  readonly processes: readonly string[];
  /** Instances of `tundish up` that run: each holds a lock. */
  readonly instances: readonly string[];
}

/** How far the databases are from the plan of this repository. */
export interface AppliedStatus {
  readonly equal: boolean;
  readonly additions: number;
  readonly refusals: number;
  readonly first?: string;
}

export interface StreamStatus {
  readonly stream: string;
  readonly unit: 'messages' | 'samples';
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  /** Absent for samples, which have no curated step. */
  readonly curated?: number;
  readonly pending?: number;
  readonly held: number;
  readonly quarantined: number;
  readonly dropped: number;
  readonly balanced: boolean;
  /**
   * False where the tables are too large to be counted by the way: `stored` is then what the workers
   * recorded in the transactions of the rows, `curated` is absent, and only arrival is balanced.
   */
  readonly counted: boolean;
  /** Of the newest row; absent before the first one. */
  readonly lastReceived?: string;
}

export interface StepStatus {
  /** `curated:heat.heat` */
  readonly step: string;
  /** When it last moved; absent before its first rows. */
  readonly moved?: string;
  /** Messages that wait for it; absent where only a run of the step can tell. */
  readonly pending?: number;
  /** When the oldest of what waits for it arrived; absent where nothing waits. */
  readonly waitingSince?: string;
  /** What the contract promises (SLA latency), in milliseconds. */
  readonly promisedMs?: number;
  /** Keys whose row cannot be computed. */
  readonly refused: number;
}

export interface PartitionStatus {
  /** `raw.heat` */
  readonly table: string;
  /** End of the last partition. */
  readonly until: string;
  readonly daysAhead: number;
  /** Rows came for which there was no partition. */
  readonly defaultUsed: boolean;
}

export interface Problem {
  readonly kind:
    | 'unreachable'
    | 'not-applied'
    | 'unbalanced'
    | 'nothing-runs'
    | 'nobody-works'
    | 'stuck'
    | 'late'
    | 'default-partition'
    | 'refused-keys'
    | 'partitions'
    | 'quarantined'
    | 'held';
  /** Waits for a person, but the data plane does what it should. */
  readonly mild: boolean;
  readonly text: string;
  /** The next command. */
  readonly next: string;
}
