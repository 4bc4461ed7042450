import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** A topic names the contract's major in its last level or not at all. */
export const topicNamesMajorLast: Rule = {
  id: 'topic-names-major-last',
  severity: 'warning',
  summary: 'A topic that names its major does so in its last level.',
  why: 'Only there is v1 the major, and a v2 that comes in its place kept until its contract is there. Elsewhere it is a name like any other, and what comes under another one is not subscribed.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        const topic = memberNode(profile, 'topic');
        const text = textOf(profile, 'topic');
        if (topic === undefined || text === undefined) continue;
        // Then a member of the message names it, and levels may be called as they like.
        if (memberNode(profile, 'versionPointer') !== undefined) continue;
        const levels = text.split('/');
        if (isMajor(levels.at(-1) ?? '')) continue;
        const level = levels.find(isMajor);
        if (level === undefined) continue;
        yield problemAt(
          topic,
          `the level '${level}' in the topic of stream '${name}' looks like a major and is none, for it is not the last`,
          'where it is the major, end the topic with it; where it is the name of something, add the major behind',
        );
      }
    }
  },
};

function isMajor(level: string): boolean {
  return /^v\d+$/.test(level);
}
