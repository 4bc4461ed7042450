/**
 * The functions that can reach themselves through calls: members of strongly connected components
 * with more than one node or a loop (Tarjan, "Depth-first search and linear graph algorithms",
 * 1972), found without recursion.
 */
export function recursiveFunctions(
  calls: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const recursive = new Set<string>();
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
      work.push({ node, callees: [...(calls.get(node) ?? [])] });
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
      const component = stack.splice(stack.lastIndexOf(node));
      for (const member of component) {
        onStack.delete(member);
        if (component.length > 1) recursive.add(member);
      }
    }
  }
  return recursive;
}

function lower(low: Map<string, number>, node: string, value: number | undefined): void {
  low.set(node, Math.min(low.get(node) ?? 0, value ?? 0));
}
