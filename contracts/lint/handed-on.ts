import { columnParts, isRecord } from '../model/sql-tree.ts';
import { type BoundDataset, oncePerContext, type PhysicalColumn } from './lint-context.ts';
import { parsedTransforms } from './transforms.ts';
import { viewsByName } from './views.ts';

/** A column of a result that is a column of a view as it is. */
export interface HandedOn {
  readonly bound: BoundDataset;
  /** In the result. */
  readonly name: string;
  /** `<store>.<name>` */
  readonly view: string;
  readonly source: PhysicalColumn;
  /** The SELECT that hands it on. */
  readonly select: Readonly<Record<string, unknown>>;
}

/**
 * Columns that transforms hand on. Only those whose alias is a view of the outermost SELECT: what
 * comes through a subquery may have been computed there.
 */
export const handedOn = oncePerContext((context): readonly HandedOn[] => {
  const views = viewsByName(context);
  return parsedTransforms(context).flatMap(({ bound, select, nodes }) => {
    const relations = new Map<string, string | undefined>();
    for (const { kind, body } of nodes) {
      if (kind !== 'RangeVar' && kind !== 'RangeSubselect') continue;
      const alias = isRecord(body.alias) ? String(body.alias.aliasname) : String(body.relname);
      const name = `${String(body.schemaname)}.${String(body.relname)}`;
      // One alias for two relations says nothing.
      relations.set(alias, relations.has(alias) || kind === 'RangeSubselect' ? undefined : name);
    }
    const targets: readonly unknown[] = Array.isArray(select.targetList) ? select.targetList : [];
    return targets.flatMap((target) => {
      const body: unknown = isRecord(target) ? target.ResTarget : undefined;
      const value: unknown = isRecord(body) ? body.val : undefined;
      if (!isRecord(body) || !isRecord(value) || !isRecord(value.ColumnRef)) return [];
      const parts = columnParts(value.ColumnRef);
      const column = parts.at(-1) ?? '*';
      const alias =
        parts.length === 2 ? parts[0] : relations.size === 1 ? [...relations.keys()][0] : undefined;
      const view = relations.get(alias ?? '') ?? '';
      const source = views.get(view)?.columns?.find((each) => each.name === column);
      if (source === undefined) return [];
      const name = typeof body.name === 'string' ? body.name : column;
      return [{ bound, name, view, source, select }];
    });
  });
});
