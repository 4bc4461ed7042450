import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A sensor stream says how often it samples. */
export const samplingKnown: Rule = {
  id: 'sampling-known',
  severity: 'info',
  summary: 'A sensor stream or each of its tags says at which interval it is sampled.',
  why: 'Without the interval nobody can tell a quiet signal from a dead one, and lost samples cannot be counted.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'sensor') continue;
      const { stream, tags } = dataset.source;
      const everyTag = tags.length > 0 && tags.every((tag) => tag.samplingMs !== undefined);
      const at = memberNode(source?.profile, 'class') ?? source?.node;
      if (stream.samplingMs !== undefined || everyTag || at === undefined) continue;
      yield problemAtKey(
        at,
        `nothing says how often '${dataset.name}' is sampled`,
        'add sampling: PT1S to the stream, or fill the column sampling of the tag register',
      );
    }
  },
};
