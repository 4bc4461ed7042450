import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Levels of topics are spelled alike everywhere. */
export const topicDiffersByCase: Rule = {
  id: 'topic-differs-by-case',
  severity: 'warning',
  summary: 'No level of a topic differs from the same level elsewhere by case alone.',
  why: 'MQTT tells Casting from casting: a gateway that publishes below the one is never heard by whoever subscribed to the other.',
  *check(context) {
    const spelled = new Map<string, string>();
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        const at = memberNode(profile, 'topic');
        const topic = textOf(profile, 'topic');
        if (at === undefined || topic === undefined) continue;
        const levels = topic.split('/');
        for (const [index, level] of levels.entries()) {
          const place = levels.slice(0, index + 1).join('/');
          const other = spelled.get(place.toLowerCase());
          if (other === undefined) spelled.set(place.toLowerCase(), place);
          if (other === undefined || other === place) continue;
          yield problemAt(
            at,
            `the topic of '${name}' says '${level}' where another says '${other.split('/')[index]}'`,
            'spell the level alike in both',
          );
          break;
        }
      }
    }
  },
};
