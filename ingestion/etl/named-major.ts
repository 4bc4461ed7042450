import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { pointerTokens } from '../../contracts/source/json-pointer.ts';
import { majorIn } from '../contract-major.ts';
import { compilePath } from './read-path.ts';

/**
 * The major that a message names where its raw row has none: the writer knew no contract of it. Any
 * number counts here, so that a message of a version to come is held and not refused. Undefined
 * where the message should name one and does not.
 */
export function namedMajor(plan: EventDatasetPlan, value: unknown): number | undefined {
  const newest = [...plan.majors].sort((a, b) => b.major - a.major)[0];
  const pointer = newest?.stream.class === 'event' ? newest.stream.versionPointer : undefined;
  if (pointer === undefined) return newest?.major;
  return majorIn(compilePath(pointerTokens(pointer) ?? [])(value));
}
