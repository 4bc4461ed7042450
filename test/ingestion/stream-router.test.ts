import { describe, expect, test } from 'vitest';
import { checkRepository } from '../../cli/check-repository.ts';
import { subscriptionFilter } from '../../contracts/plan/channels.ts';
import type { EventDatasetPlan, StreamMajor } from '../../contracts/plan/plan.ts';
import { memoryFiles } from '../../contracts/source/repository-files.ts';
import { type StreamDatasetPlan, streamRouter } from '../../ingestion/stream-router.ts';
import { heats } from '../support/streams/heats.ts';
import { strandSamples } from '../support/streams/strand-samples.ts';
import { twoMajors } from '../support/two-major-plant.ts';

const [template] = heats.majors;
if (template === undefined) throw new Error('the heats have a major');
const one: StreamMajor = template;

/** An event stream with a topic per major. */
function stream(id: string, topics: Readonly<Record<number, string>>): EventDatasetPlan {
  return {
    ...heats,
    id,
    majors: Object.entries(topics).map(([major, topicFilter]) => ({
      ...one,
      major: Number(major),
      topicFilter,
    })),
  };
}

function claimed(streams: readonly StreamDatasetPlan[], topic: string): string | undefined {
  const { claim } = streamRouter(streams)(topic);
  if (claim === undefined) return undefined;
  const majors = claim.majors.map(({ major }) => major).join(',');
  return `${claim.dataset.id} ${claim.unknownMajor === undefined ? majors : `? ${claim.unknownMajor}`}`;
}

describe('a stream', () => {
  const heat = stream('a.heat', { 1: 'plant/+/heat/v1', 3: 'plant/+/heat/v3' });

  test('subscribes to its topics of every major, also of those to come', () => {
    expect(subscriptionFilter('plant/{caster}/heat/v1', 1)).toBe('plant/+/heat/+');
    expect(subscriptionFilter('plant/v2/heat/v2', 2)).toBe('plant/v2/heat/+');
    // A line that is called v1 names no major.
    expect(subscriptionFilter('plant/v1/heat/{caster}', 1)).toBe('plant/v1/heat/+');
    expect(subscriptionFilter('plant/v2/heat/v2/raw', 2)).toBe('plant/v2/heat/v2/raw');
    // A member of the message names the major: there is no level to open.
    expect(subscriptionFilter('plant/{caster}/heat', 1)).toBe('plant/+/heat');
    expect(subscriptionFilter('plant/{caster}/heat/v2', 1)).toBe('plant/+/heat/v2');
  });

  test.each([
    ['plant/c1/heat/v1', 'a.heat 1'],
    ['plant/c1/heat/v3', 'a.heat 3'],
    ['plant/c1/heat/v2', 'a.heat ? 2'],
    ['plant/c1/heat/v0', 'a.heat ? 0'],
    ['plant/c1/heat/v32767', 'a.heat ? 32767'],
    ['plant/c1/heat/v32768', undefined],
    ['plant/c1/heat/v02', undefined],
    ['plant/c1/heat/V2', undefined],
    ['plant/c1/heat/2', undefined],
    ['plant/c1/heat/status', undefined],
    ['plant/c1/heat/v2/more', undefined],
    ['plant/c1/slab/v1', undefined],
  ])('has of %s what its major says: %s', (topic, expected) => {
    expect(claimed([heat], topic)).toBe(expected);
  });

  test('is no other one for a line that is called like a major', () => {
    const named = stream('a.heat', { 1: 'plant/v1/heat/+' });
    expect(claimed([named], 'plant/v1/heat/c1')).toBe('a.heat 1');
    expect(claimed([named], 'plant/v2/heat/c1')).toBeUndefined();
  });

  test('is told apart from one that differs in that level alone', () => {
    const status = stream('a.status', { 1: 'plant/+/heat/status' });
    const samples: StreamDatasetPlan = {
      ...strandSamples,
      majors: strandSamples.majors.map((major) => ({ ...major, topicFilter: 'plant/+/heat/v2' })),
    };
    expect(claimed([heat, status], 'plant/c1/heat/status')).toBe('a.status 1');
    expect(claimed([heat, samples], 'plant/c1/heat/v2')).toBe('caster.strand 1');
    expect(claimed([heat, samples], 'plant/c1/heat/v3')).toBe('a.heat 3');
  });

  test('does not claim a major to come that another one may mean as well', () => {
    const other = stream('b.heat', { 2: 'plant/+/heat/v2' });
    expect(claimed([heat, other], 'plant/c1/heat/v2')).toBe('b.heat 2');
    expect(claimed([heat, other], 'plant/c1/heat/v4')).toBeUndefined();
  });

  test('has a major under the topic of another one too', () => {
    const moved = stream('a.heat', { 1: 'plant/+/heat/v1', 2: 'plant/line/+/heat/v2' });
    expect(claimed([moved], 'plant/c1/heat/v2')).toBe('a.heat 2');
  });

  test('of two majors overlaps with no other stream', async () => {
    const { findings } = await checkRepository(memoryFiles(twoMajors()));
    expect(findings.filter(({ rule }) => rule === 'topic-overlap')).toEqual([]);
  });
});
