import { memberNode, type NodeAt } from '../../source/node-at.ts';
import type { ContractSource, DatasetSource } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
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
    const earlier: Branch = { first: 0, below: new Map() };
    const claims = context.contracts.flatMap(claimsOf);
    for (const [index, claim] of claims.entries()) {
      const other = claims[firstOverlap(earlier, claim.levels, 0)];
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

/** Topics by their levels, so that each is compared with those alone that begin alike. */
interface Branch {
  /** The lowest index of the topics that end here. */
  first: number;
  readonly below: Map<string, Branch>;
}

const nowhere = Number.POSITIVE_INFINITY;

function addTopic(root: Branch, levels: readonly string[], index: number): void {
  let branch = root;
  for (const level of levels) {
    const name = isOpen(level) ? '+' : level;
    const next = branch.below.get(name) ?? { first: nowhere, below: new Map() };
    branch.below.set(name, next);
    branch = next;
  }
  branch.first = Math.min(branch.first, index);
}

/** The lowest index of a topic that some message of `levels` belongs to as well; infinite for none. */
function firstOverlap(branch: Branch, levels: readonly string[], depth: number): number {
  const level = levels[depth];
  if (level === undefined) return depth === 0 ? nowhere : branch.first;
  const ways = isOpen(level)
    ? [...branch.below.values()]
    : [branch.below.get(level), branch.below.get('+')];
  return ways.reduce(
    (least, way) =>
      way === undefined ? least : Math.min(least, firstOverlap(way, levels, depth + 1)),
    nowhere,
  );
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

function isOpen(level: string): boolean {
  return /^(\{.*\}|\+)$/.test(level);
}
