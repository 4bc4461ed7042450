import { type SqlNode, selectOf, sqlNodes } from '../model/sql-tree.ts';
import type { Transform } from '../model/transform.ts';
import { type BoundDataset, datasetsOf, oncePerContext } from './lint-context.ts';

/** A transform with its parse tree. */
export interface ParsedTransform {
  readonly bound: BoundDataset;
  readonly transform: Transform;
  /** The body of its SELECT. */
  readonly select: Readonly<Record<string, unknown>>;
  readonly nodes: readonly SqlNode[];
}

/** The transforms of all computed datasets. */
export const parsedTransforms = oncePerContext((context): readonly ParsedTransform[] =>
  datasetsOf(context).flatMap((bound) => {
    if (bound.dataset.source.kind !== 'transform') return [];
    const { transform } = bound.dataset.source;
    const select = selectOf(transform.sql);
    return select === undefined ? [] : [{ bound, transform, select, nodes: [...sqlNodes(select)] }];
  }),
);
