import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

interface Spelled {
  readonly name: string;
  readonly at: NodeAt;
  readonly levels: readonly string[];
}

/** Levels of topics are spelled alike everywhere. */
export const topicDiffersByCase: Rule = {
  id: 'topic-differs-by-case',
  severity: 'warning',
  summary: 'No level of a topic differs from the same level elsewhere by case alone.',
  why: 'MQTT tells Casting from casting: a gateway that publishes below the one is never heard by whoever subscribed to the other.',
  *check(context) {
    const topics = context.contracts.flatMap(({ datasets }) =>
      datasets.flatMap(({ name, profile }): readonly Spelled[] => {
        const at = memberNode(profile, 'topic');
        const topic = textOf(profile, 'topic');
        return at === undefined || topic === undefined
          ? []
          : [{ name, at, levels: topic.split('/') }];
      }),
    );
    const counts = new Map<string, Map<string, number>>();
    for (const { levels } of topics) {
      for (const branch of branchesOf(levels)) {
        const spellings = counts.get(branch.toLowerCase()) ?? new Map<string, number>();
        counts.set(branch.toLowerCase(), spellings.set(branch, (spellings.get(branch) ?? 0) + 1));
      }
    }
    for (const { name, at, levels } of topics) {
      for (const [index, branch] of branchesOf(levels).entries()) {
        const spellings = counts.get(branch.toLowerCase()) ?? new Map();
        const own = spellings.get(branch) ?? 0;
        // Who is outnumbered is told; where nobody is, all are.
        const other = [...spellings].find(([each, count]) => each !== branch && count >= own)?.[0];
        if (other === undefined) continue;
        yield problemAt(
          at,
          `the topic of '${name}' says '${levels[index]}' where another says '${other.split('/')[index]}'`,
          'spell the level alike in both',
        );
        break;
      }
    }
  },
};

/** `plant`, `plant/casting`, `plant/casting/{caster}` … */
function branchesOf(levels: readonly string[]): readonly string[] {
  return levels.map((_, index) => levels.slice(0, index + 1).join('/'));
}
