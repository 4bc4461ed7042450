/**
 * What the data plane counts. Messages for events, samples for sensors; per stream
 * `received = stored + duplicate + quarantined + dropped`, and conflicts are among the stored.
 */
export type CounterName =
  /** Taken over for good: counted once its fate is durable, so a crash counts nothing twice. */
  | 'received'
  | 'stored'
  | 'duplicate'
  | 'conflict'
  | 'unrouted'
  | 'quarantined'
  /** Label `reason`. Sensors only. */
  | 'dropped'
  /** Marked by the broker as sent before. */
  | 'redelivered'
  /** Taken from a queue of dead letters, where a policy or a person had moved it. */
  | 'dead_letter'
  /** Sent at QoS 0 on a topic of events. */
  | 'qos0'
  /** Events beyond the bound of a packet: not taken, left with the broker. */
  | 'too_large'
  | 'reconnected'
  /** Handed on to the queue and confirmed. */
  | 'forwarded'
  /** Messages that met a fault of ours. */
  | 'faults'
  /** Writes that failed; label `kind`: transient, poison or drift. */
  | 'failed_writes'
  | 'batches'
  /** Messages whose records stand in curated. */
  | 'curated'
  /** Messages that the curated ETL put into quarantine, and those that it holds. */
  | 'refused'
  | 'held'
  /** Samples that were held or broken before and stand in metrics now. */
  | 'released'
  /** Brought by a subscription that is wider than its streams; its own loop takes it elsewhere. */
  | 'passed_by'
  /** Rows that a transform gave, revisions written for them, keys that left the result. */
  | 'computed'
  | 'revised'
  | 'gone'
  /** Runs of an ETL step that failed and are repeated; label `kind`. */
  | 'failed_runs';

/** Values that stand for now. */
export type GaugeName =
  /** Deliveries that wait for their settlement. */
  | 'unsettled'
  /** 1 while the loop waits for a store or a broker that fails. */
  | 'stalled'
  /** Keys of a computed dataset whose row cannot be computed. */
  | 'refused_keys';

/** Durations in seconds. */
export type DurationName =
  /** From our first process taking a message off the wire until it is settled. */
  | 'settle_seconds'
  /** One write of the sink. */
  | 'write_seconds';

export type Labels = Readonly<Record<string, string>>;

export interface Counters {
  add(name: CounterName, labels: Labels, n: number): void;
  set(name: GaugeName, labels: Labels, value: number): void;
  observe(name: DurationName, labels: Labels, seconds: number): void;
}

export const noCounters: Counters = {
  add: () => undefined,
  set: () => undefined,
  observe: () => undefined,
};
