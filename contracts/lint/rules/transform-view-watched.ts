import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** An incremental transform watches every view that it reads. */
export const transformViewWatched: Rule = {
  id: 'transform-view-watched',
  severity: 'error',
  summary: 'Every view that an incremental transform reads can cause a recompute.',
  why: 'A change in a view without an entry in changed_by recomputes nothing: late data never reaches the figure, and nobody sees that it is wrong.',
  *check(context) {
    const roots = new Map(
      context.relations.map(({ store, name, rootView }) => [
        `${store}.${name}`,
        rootView === undefined ? undefined : `${store}.${rootView}`,
      ]),
    );
    for (const { dataset, source } of datasetsOf(context)) {
      if (source === undefined || dataset.source.kind !== 'transform') continue;
      const { reads, refresh } = dataset.source.transform;
      if (refresh.kind === 'full') continue;
      const incremental = memberNode(source.profile, 'incremental');
      const at = memberNode(incremental, 'changed_by') ?? source.node;
      const watched = new Set(refresh.changedBy.map(({ view }) => `${view.store}.${view.view}`));
      for (const { store, view } of reads) {
        const name = `${store}.${view}`;
        // A view that nobody makes is the finding of the plan.
        if (!roots.has(name)) continue;
        const root = roots.get(name);
        // Children and revisions come in the transactions of their records.
        if (watched.has(name) || (root !== undefined && watched.has(root))) continue;
        const missing = root ?? name;
        yield problemAtKey(
          at,
          `the transform of '${dataset.name}' reads ${name}, and no change of it causes a recompute`,
          `add ${missing} to changed_by, with the columns of its rows that are the key or a SELECT over changed that gives the key; or leave out incremental, and everything is recomputed`,
        );
      }
    }
  },
};
