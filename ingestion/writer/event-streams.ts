import type { EventStream } from '../../contracts/model/stream.ts';
import type { EventDatasetPlan, RawTable, StreamMajor } from '../../contracts/plan/plan.ts';
import { pointerTokens } from '../../contracts/source/json-pointer.ts';
import { topicRouter } from '../topic-router.ts';

/** An event stream as the writer needs it. */
export interface EventRoute {
  readonly stream: string;
  readonly raw: RawTable;
  /** The majors whose filter matches the topic, newest first; never empty. */
  readonly majors: readonly EventMajor[];
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

/** Finds the event stream of a topic; undefined where no stream claims it. */
export function eventRouter(
  datasets: readonly EventDatasetPlan[],
): (topic: string) => EventRoute | undefined {
  const majorsOf = topicRouter(
    datasets.flatMap((dataset) =>
      [...dataset.majors]
        .sort((a, b) => b.major - a.major)
        .map((major) => ({ filter: major.topicFilter, value: { dataset, major } })),
    ),
  );
  const routes = new Map<unknown, EventRoute | undefined>();
  return (topic) => {
    const found = majorsOf(topic);
    // The router returns the same array for the same topic while it is cached.
    if (routes.has(found)) return routes.get(found);
    const first = found[0];
    const route =
      first === undefined
        ? undefined
        : {
            stream: first.dataset.id,
            raw: first.dataset.raw,
            majors: found
              .filter(({ dataset }) => dataset === first.dataset)
              .map(({ major }) => eventMajor(major)),
          };
    if (routes.size >= 10_000) routes.clear();
    routes.set(found, route);
    return route;
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
