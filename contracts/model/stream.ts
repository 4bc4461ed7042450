import type { Place } from '../finding.ts';

/** How a dataset's records arrive. Events are never lost; sensor loss is bounded and counted. */
export type Stream = EventStream | SensorStream;

interface StreamCommon {
  /** Stable name used in ids, counters and labels: `<product>.<dataset>`. */
  readonly id: string;
  /**
   * MQTT topic below the plant's topic root, written whole (`plant/casting/{caster}/heat/v1`), with
   * `{name}` placeholders for one level each.
   * Each placeholder becomes `+` in the filter.
   */
  readonly topic: string;
  readonly place: Place;
}

export interface EventStream extends StreamCommon {
  readonly class: 'event';
  /** Paths into the record (`a.b`), in order: what makes an event one and the same. */
  readonly eventKey: readonly string[] | 'payload';
  readonly eventTime?: EventTime;
  /** JSON pointer to a member that names the contract's major, where the topic does not. */
  readonly versionPointer?: string;
}

export interface SensorStream extends StreamCommon {
  readonly class: 'sensor';
  readonly series: Series;
  readonly eventTime: EventTime;
  /** Nominal spacing of one tag's samples, in milliseconds. */
  readonly samplingMs?: number;
}

/** Which members of a sample make its row (key…, tag, time, value, quality). */
export interface Series {
  /** Field names that tell series apart beside the tag (`run`, `strand`); may be empty. */
  readonly dimensions: readonly string[];
  readonly tag: string;
  readonly value: string;
  readonly quality?: string;
}

export interface EventTime {
  /** Path into the record. */
  readonly field: string;
  /** IANA zone for times written without an offset. */
  readonly zone?: string;
  /** How far a source clock may run ahead of ours before the time is flagged, in milliseconds. */
  readonly skewMs?: number;
}
