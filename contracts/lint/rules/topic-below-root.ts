import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Topics lie below the plant's topic root. */
export const topicBelowRoot: Rule = {
  id: 'topic-below-root',
  severity: 'error',
  summary: "Every topic lies below the plant's topic root.",
  why: "Readers subscribe and permissions are given below the root; a stream elsewhere is never read, or reads another system's messages.",
  *check(context) {
    const root = context.plant.topicRoot;
    const written = context.contracts.flatMap(({ datasets }) =>
      datasets.flatMap(({ profile }) => textOf(profile, 'topic') ?? []),
    );
    const isRootUsed = written.some((topic) => topic.startsWith(`${root}/`));
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        const topic = memberNode(profile, 'topic');
        const text = textOf(profile, 'topic');
        if (topic === undefined || text === undefined || text.startsWith(`${root}/`)) continue;
        yield problemAt(
          topic,
          `the topic '${text}' of stream '${name}' does not lie below '${root}/'`,
          // Where no topic lies below it, the root is the slip.
          isRootUsed || written.length < 2
            ? `write ${root}/${text.replace(/^\/+/, '')}, or change topicRoot in plant.yaml`
            : `correct topicRoot in plant.yaml: no topic of the plant lies below '${root}/'`,
        );
      }
    }
  },
};
