import type { Transform } from '../model/transform.ts';
import { type LintContext, oncePerContext, type PhysicalRelation } from './lint-context.ts';

/** The views that the plan makes, by `<store>.<name>`; only those whose columns are known. */
export const viewsByName = oncePerContext(
  (context): ReadonlyMap<string, PhysicalRelation> =>
    new Map(
      context.relations.flatMap((relation) =>
        relation.kind === 'view' && relation.columns !== undefined
          ? [[`${relation.store}.${relation.name}`, relation] as const]
          : [],
      ),
    ),
);

/** The names of a view's columns; undefined for a view that is not known. */
export const columnsByView = oncePerContext(
  (context): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(
      [...viewsByName(context)].map(([name, { columns }]) => [
        name,
        new Set(columns?.map((column) => column.name)),
      ]),
    ),
);

/**
 * True where every contract and every dataset with a profile could be bound, each in the major of its
 * file: no view is missing.
 */
export const isWholePlant = oncePerContext((context): boolean => {
  if ((context.unread?.size ?? 0) > 0) return false;
  const bound = context.plant.products.flatMap((product) => product.contracts);
  const written = context.contracts.flatMap((each) => each.datasets);
  const datasets = bound.reduce((count, each) => count + each.datasets.length, 0);
  return (
    bound.length === context.contracts.length &&
    bound.every(({ path, major }) => path.endsWith(`.v${major}.odcs.yaml`)) &&
    datasets >= written.filter((dataset) => dataset.profile !== undefined).length
  );
});

/** The PostgreSQL type of a column of the views that a transform reads; undefined where they differ. */
export function typesOfRead(
  context: LintContext,
  { reads }: Transform,
): (column: string) => string | undefined {
  const types = new Map<string, string | undefined>();
  for (const { store, view } of reads) {
    for (const { name, type } of viewsByName(context).get(`${store}.${view}`)?.columns ?? []) {
      types.set(name, types.has(name) && types.get(name) !== type ? undefined : type);
    }
  }
  return (column) => types.get(column);
}
