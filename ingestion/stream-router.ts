import { subscriptionFilter, versionLevel } from '../contracts/plan/channels.ts';
import type { EventDatasetPlan, SensorDatasetPlan, StreamMajor } from '../contracts/plan/plan.ts';
import { HIGHEST_MAJOR } from './contract-major.ts';
import { topicRouter } from './topic-router.ts';

export type StreamDatasetPlan = EventDatasetPlan | SensorDatasetPlan;

/** The stream that a topic belongs to. */
export interface StreamClaim<Dataset extends StreamDatasetPlan = StreamDatasetPlan> {
  readonly dataset: Dataset;
  /** Majors whose topic it is, newest first; all of them where the topic names an unknown one. */
  readonly majors: readonly StreamMajor[];
  /** The major that the topic names where the plan has no contract of it. */
  readonly unknownMajor: number | undefined;
}

export interface TopicClaims {
  /** Undefined where no stream claims the topic, or more than one does by an unknown major alone. */
  readonly claim: StreamClaim | undefined;
  /** Streams whose subscription brings the topic, whoever claims it. */
  readonly near: readonly StreamDatasetPlan[];
}

/** As many topics as are remembered; the bound is for topics that a sender makes up. */
const CACHED_TOPICS = 10_000;

/**
 * Finds the stream of a topic, over all streams of the plan, so that both classes agree: first by the
 * topics that contracts name, then by a level `v<number>` in the place where a stream names its
 * major. Two streams that are told apart by such a level alone both claim a major that neither has:
 * that topic belongs to none.
 */
export function streamRouter(
  datasets: readonly StreamDatasetPlan[],
): (topic: string) => TopicClaims {
  const majors = datasets.flatMap((dataset) =>
    [...dataset.majors]
      .sort((a, b) => b.major - a.major)
      .map((major) => ({ dataset, major, level: versionLevel(major.topicFilter, major.major) })),
  );
  const exactly = topicRouter(majors.map((value) => ({ filter: value.major.topicFilter, value })));
  const nearly = topicRouter(
    majors.map((value) => ({
      filter: subscriptionFilter(value.major.topicFilter, value.major.major),
      value,
    })),
  );
  const known = new Map<string, TopicClaims>();
  return (topic) => {
    let claims = known.get(topic);
    if (claims === undefined) {
      const near = nearly(topic);
      const levels = topic.split('/');
      const ahead = near.flatMap(({ dataset, level }) => {
        const number = level === undefined ? undefined : majorOfLevel(levels[level]);
        return number === undefined ? [] : [{ dataset, number }];
      });
      claims = {
        claim: exactClaim(exactly(topic)) ?? claimAhead(ahead),
        near: [...new Set(near.map(({ dataset }) => dataset))],
      };
      if (known.size >= CACHED_TOPICS) known.clear();
      known.set(topic, claims);
    }
    return claims;
  };
}

function exactClaim(
  found: readonly { readonly dataset: StreamDatasetPlan; readonly major: StreamMajor }[],
): StreamClaim | undefined {
  const [first] = found;
  if (first === undefined) return undefined;
  const own = found.filter(({ dataset }) => dataset === first.dataset);
  return {
    dataset: first.dataset,
    majors: own.map(({ major }) => major),
    unknownMajor: undefined,
  };
}

/** A major that the plan has under another topic is that major all the same. */
function claimAhead(
  found: readonly { readonly dataset: StreamDatasetPlan; readonly number: number }[],
): StreamClaim | undefined {
  const [first] = found;
  if (first === undefined || found.some(({ dataset }) => dataset !== first.dataset))
    return undefined;
  const { dataset, number } = first;
  const named = dataset.majors.filter(({ major }) => major === number);
  return named.length > 0
    ? { dataset, majors: named, unknownMajor: undefined }
    : {
        dataset,
        majors: [...dataset.majors].sort((a, b) => b.major - a.major),
        unknownMajor: number,
      };
}

/** The number of `v<number>`, as a contract would write it. */
function majorOfLevel(level: string | undefined): number | undefined {
  const digits = /^v(0|[1-9]\d{0,4})$/.exec(level ?? '')?.[1];
  return digits !== undefined && Number(digits) <= HIGHEST_MAJOR ? Number(digits) : undefined;
}
