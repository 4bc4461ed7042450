/** What calls what, how often. */
export type Calls = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface CallGraph {
  /** The functions that can reach themselves. */
  readonly recursive: ReadonlySet<string>;
  /**
   * Calls that one call can cause at most, itself included, those of recursive functions counted
   * once: a recursive function bounds itself at run time.
   */
  readonly cost: ReadonlyMap<string, number>;
}

/**
 * Strongly connected components with more than one node or a loop are recursive (Tarjan,
 * "Depth-first search and linear graph algorithms", 1972; without recursion here). Components are
 * finished callees first, which is the order that costs need.
 */
export function analyseCalls(calls: Calls): CallGraph {
  const recursive = new Set<string>();
  const cost = new Map<string, number>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  for (const start of calls.keys()) {
    if (index.has(start)) continue;
    const work: { readonly node: string; readonly callees: string[] }[] = [];
    const open = (node: string): void => {
      index.set(node, index.size);
      low.set(node, index.size - 1);
      stack.push(node);
      onStack.add(node);
      work.push({ node, callees: [...(calls.get(node)?.keys() ?? [])] });
    };
    open(start);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { node } = top;
      const callee = top.callees.pop();
      if (callee !== undefined) {
        if (!index.has(callee)) open(callee);
        else if (onStack.has(callee)) lower(low, node, index.get(callee));
        if (callee === node) recursive.add(node);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(low, parent.node, low.get(node));
      if (low.get(node) !== index.get(node)) continue;
      for (const member of stack.splice(stack.lastIndexOf(node))) {
        onStack.delete(member);
        if (member !== node) recursive.add(member).add(node);
        cost.set(member, costOf(member, calls, cost));
      }
    }
  }
  return { recursive, cost };
}

function costOf(name: string, calls: Calls, known: ReadonlyMap<string, number>): number {
  let sum = 1;
  for (const [callee, count] of calls.get(name) ?? []) sum += count * (known.get(callee) ?? 1);
  return sum;
}

function lower(low: Map<string, number>, node: string, value: number | undefined): void {
  low.set(node, Math.min(low.get(node) ?? 0, value ?? 0));
}
