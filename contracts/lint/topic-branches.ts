/** Topics by their levels, so that each is compared with those alone that begin alike. */
export interface Branch {
  /** The lowest index of the topics that end here. */
  first: number;
  readonly below: Map<string, Branch>;
}

const nowhere = Number.POSITIVE_INFINITY;

export function noTopics(): Branch {
  return { first: nowhere, below: new Map() };
}

/** True for a level that any text may stand in. */
export function isOpen(level: string): boolean {
  return /^(\{.*\}|\+)$/.test(level);
}

/** Adds a topic under its index. */
export function addTopic(root: Branch, levels: readonly string[], index: number): void {
  let branch = root;
  for (const level of levels) {
    const name = isOpen(level) ? '+' : level;
    const next = branch.below.get(name) ?? noTopics();
    branch.below.set(name, next);
    branch = next;
  }
  branch.first = Math.min(branch.first, index);
}

/** The lowest index of a topic that some message of `levels` belongs to as well; infinite for none. */
export function firstOverlap(branch: Branch, levels: readonly string[], depth = 0): number {
  const level = levels[depth];
  if (level === undefined) return branch.first;
  const ways = isOpen(level)
    ? [...branch.below.values()]
    : [branch.below.get(level), branch.below.get('+')];
  return ways.reduce(
    (least, way) =>
      way === undefined ? least : Math.min(least, firstOverlap(way, levels, depth + 1)),
    nowhere,
  );
}
