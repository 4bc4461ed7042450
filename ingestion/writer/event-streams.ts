import type { EventStream } from '../../contracts/model/stream.ts';
import type { RawTable, StreamMajor } from '../../contracts/plan/plan.ts';
import { pointerTokens } from '../../contracts/source/json-pointer.ts';
import { type StreamClaim, type StreamDatasetPlan, streamRouter } from '../stream-router.ts';

/** An event stream as the writer needs it. */
export interface EventRoute {
  readonly stream: string;
  readonly raw: RawTable;
  /** The majors whose topic it is, newest first; never empty. */
  readonly majors: readonly EventMajor[];
  /** Named by the topic and not in the plan; then `majors` are all that are. */
  readonly unknownMajor: number | undefined;
  /** All majors of which the plan has a contract. */
  readonly knownMajors: readonly number[];
}

export interface EventMajor {
  readonly major: number;
  readonly records: 'one' | 'array';
  /** Paths split at their dots, or `payload` for the whole bytes. */
  readonly eventKey: readonly (readonly string[])[] | 'payload';
  readonly eventTime:
    | { readonly path: readonly string[]; readonly zone?: string; readonly skewMs?: number }
    | undefined;
  /** Reference tokens of the pointer to the member that names the major. */
  readonly versionPath: readonly string[] | undefined;
}

/**
 * Finds the event stream of a topic; undefined where no event stream claims it. `streams` are all of
 * the plan: two of different classes must not both claim a topic.
 */
export function eventRouter(
  streams: readonly StreamDatasetPlan[],
): (topic: string) => EventRoute | undefined {
  const claimsOf = streamRouter(streams);
  const routes = new Map<unknown, EventRoute | undefined>();
  return (topic) => {
    const claims = claimsOf(topic);
    // The router returns the same object for the same topic while it is remembered.
    if (routes.has(claims)) return routes.get(claims);
    const route = eventRoute(claims.claim);
    if (routes.size >= 10_000) routes.clear();
    routes.set(claims, route);
    return route;
  };
}

function eventRoute(claim: StreamClaim | undefined): EventRoute | undefined {
  if (claim === undefined || claim.dataset.kind !== 'event') return undefined;
  const { dataset, majors, unknownMajor } = claim;
  return {
    stream: dataset.id,
    raw: dataset.raw,
    majors: majors.map(eventMajor),
    unknownMajor,
    knownMajors: dataset.majors.map(({ major }) => major),
  };
}

function eventMajor({ major, stream, payload }: StreamMajor): EventMajor {
  if (stream.class !== 'event') {
    throw new TypeError(
      `${stream.id} is a ${stream.class} stream among the events: rebuild the plan`,
    );
  }
  return {
    major,
    records: payload.records,
    eventKey:
      stream.eventKey === 'payload' ? 'payload' : stream.eventKey.map((path) => path.split('.')),
    eventTime: eventTimeOf(stream),
    versionPath:
      stream.versionPointer === undefined ? undefined : pointerTokens(stream.versionPointer),
  };
}

function eventTimeOf({ eventTime }: EventStream): EventMajor['eventTime'] {
  if (eventTime === undefined) return undefined;
  const { field, zone, skewMs } = eventTime;
  return {
    path: field.split('.'),
    ...(zone === undefined ? {} : { zone }),
    ...(skewMs === undefined ? {} : { skewMs }),
  };
}
