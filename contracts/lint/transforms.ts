import type { Place } from '../finding.ts';
import type { Transform } from '../model/transform.ts';
import { type BoundDataset, datasetsOf, oncePerContext } from './lint-context.ts';
import { type SqlNode, selectOf, sqlNodes } from './sql-tree.ts';

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

/** The place of a node in the transform's file; the SELECT's own where it has none. */
export function placeInSql({ place, sql }: Transform, location: unknown): Place {
  if (typeof location !== 'number' || location < 0) return place;
  // PostgreSQL counts bytes of UTF-8.
  const before = new TextDecoder().decode(new TextEncoder().encode(sql).subarray(0, location));
  const lines = before.split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const column = lines.length === 1 ? place.column + last : last + 1;
  return { file: place.file, line: place.line + lines.length - 1, column };
}
