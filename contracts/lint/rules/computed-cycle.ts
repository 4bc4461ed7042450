import { memberNode } from '../../source/node-at.ts';
import { type BoundDataset, datasetsOf, type LintContext } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Computed datasets stand in an order in which they can be computed. */
export const computedCycle: Rule = {
  id: 'computed-cycle',
  severity: 'error',
  summary: 'No computed dataset reads its own result, directly or through others.',
  why: 'Each recompute would start the next one: the database never rests, and the figures depend on which ran first.',
  *check(context) {
    const reads = unordered(readsOf(context));
    const reported = new Set<string>();
    for (const { product, dataset, source } of datasetsOf(context)) {
      const id = `${product.id}.${dataset.name}`;
      const way = reported.has(id) ? undefined : wayBack(id, reads);
      const at = memberNode(source?.profile, 'transform');
      if (way === undefined || at === undefined) continue;
      for (const each of way) reported.add(each);
      yield problemAt(
        at,
        `'${dataset.name}' is computed from itself: ${[...way, id].join(' reads ')}`,
        'take one of the steps out, or let a stream carry the result back',
      );
    }
  },
};

/** Which datasets each computed dataset reads. */
function readsOf(context: LintContext): ReadonlyMap<string, readonly string[]> {
  const owner = new Map(
    context.relations.map(({ store, name, dataset }) => [`${store}.${name}`, dataset]),
  );
  const entry = ({ product, dataset }: BoundDataset) => {
    const views = dataset.source.kind === 'transform' ? dataset.source.transform.reads : [];
    const read = views.flatMap(({ store, view }) => owner.get(`${store}.${view}`) ?? []);
    return [`${product.id}.${dataset.name}`, read] as const;
  };
  return new Map(datasetsOf(context).map(entry));
}

/** Without those that can be computed before all the others, again and again: circles remain. */
function unordered(
  reads: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [id, sources] of reads) {
    const computed = [...new Set(sources)].filter((source) => reads.has(source));
    open.set(id, computed.length);
    for (const source of computed) readers.set(source, [...(readers.get(source) ?? []), id]);
  }
  const ready = [...open].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    open.delete(id);
    for (const reader of readers.get(id) ?? []) {
      const left = (open.get(reader) ?? 0) - 1;
      open.set(reader, left);
      if (left === 0) ready.push(reader);
    }
  }
  return new Map([...reads].filter(([id]) => open.has(id)));
}

/** The shortest way from a dataset back to itself, without its end. */
function wayBack(
  start: string,
  reads: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  let ways: (readonly string[])[] = [[start]];
  while (ways.length > 0) {
    const next: (readonly string[])[] = [];
    for (const way of ways) {
      for (const read of reads.get(way.at(-1) ?? '') ?? []) {
        if (read === start) return way;
        if (seen.has(read)) continue;
        seen.add(read);
        next.push([...way, read]);
      }
    }
    ways = next;
  }
  return undefined;
}
