/** The streams that the simulated plant feeds, by the plan's stream id. */
export const simulatedStreams = [
  'heat.heat',
  'strand.strand',
  'slab.slab',
  'plate.plate_inspection',
  'meter.meter_reading',
] as const;

export type SimulatedStream = (typeof simulatedStreams)[number];

/** What the audience is meant to notice. */
export type Scene = 'flood' | 'decimal-comma' | 'correction';

/** One message as it leaves a source of the plant. */
export interface SimulatedMessage {
  /** Plant time of sending, in milliseconds since 1970. */
  readonly atMs: number;
  readonly stream: SimulatedStream;
  readonly topic: string;
  readonly payload: string;
  /** What the stream's books count: 1 for an event, the samples of a packet for a sensor. */
  readonly units: number;
  /** The source sends the same bytes again. */
  readonly resend: boolean;
  /** Breaks its contract on purpose. */
  readonly broken: boolean;
  readonly scene?: Scene;
  /** The heat that a scene is about. */
  readonly heatId?: string;
}
