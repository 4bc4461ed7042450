import { memberNode, type NodeAt } from '../../source/node-at.ts';
import type { ContractSource, DatasetSource } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { addTopic, firstOverlap, isOpen, noTopics } from '../topic-branches.ts';
import { textOf } from '../written.ts';

interface Claim {
  readonly contract: ContractSource;
  readonly dataset: DatasetSource;
  readonly topic: NodeAt;
  readonly levels: readonly string[];
}

/** No message can belong to two streams. */
export const topicOverlap: Rule = {
  id: 'topic-overlap',
  severity: 'error',
  summary: 'No topic can match two streams.',
  why: 'A message that two streams claim is stored in both or in the wrong one, and its books never balance.',
  *check(context) {
    const earlier = noTopics();
    const claims = context.contracts.flatMap(claimsOf);
    for (const [index, claim] of claims.entries()) {
      const other = claims[firstOverlap(earlier, claim.levels)];
      addTopic(earlier, claim.levels, index);
      if (other === undefined) continue;
      yield problemAt(
        claim.topic,
        `stream '${claim.dataset.name}' and stream '${other.dataset.name}' of ${other.contract.path} both receive ${example(other.levels, claim.levels)}`,
        'give one of them a fixed level that the other does not have',
      );
    }
  },
};

function claimsOf(contract: ContractSource): readonly Claim[] {
  return contract.datasets.flatMap((dataset) => {
    const topic = memberNode(dataset.profile, 'topic');
    const text = textOf(dataset.profile, 'topic');
    // Majors told apart by a member of the message share their topic on purpose.
    if (topic === undefined || text === undefined) return [];
    if (memberNode(dataset.profile, 'versionPointer') !== undefined) return [];
    return [{ contract, dataset, topic, levels: text.split('/') }];
  });
}

function example(a: readonly string[], b: readonly string[]): string {
  return a
    .map((level, index) => {
      const other = b[index] ?? '';
      if (!isOpen(level)) return level;
      return isOpen(other) ? '1' : other;
    })
    .join('/');
}
