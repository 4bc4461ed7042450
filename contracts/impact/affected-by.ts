import type { Affected } from '../finding.ts';
import { datasetId } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import type { Consumer } from './consumer.ts';
import { columnsOfField, type ViewColumnName } from './field-columns.ts';
import { bySureness, readsAll } from './merged-consumers.ts';

/**
 * What a change reaches, as far down as it goes. With `view` (and `column`) those who read it; with
 * `dataset` (and `field`, a path with dots) those who read a view of it in `major`; with `contract`
 * those who read any dataset of it; with `product` alone those who read anything of it.
 */
export interface Reached {
  readonly product: string;
  /** Contract id. */
  readonly contract?: string;
  readonly major?: number;
  /** Name of the dataset, without its product. */
  readonly dataset?: string;
  readonly field?: string;
  /** `curated.heat_v1`. */
  readonly view?: string;
  readonly column?: string;
}

/**
 * Who reads what a change reaches directly: one entry per product, by its surest evidence, with those
 * of the reached columns that it reads (none where they are not known). `plans`, of both sides, tell
 * which columns show a field; without them a field counts for its whole dataset.
 */
export function affectedBy(
  reached: Reached,
  consumers: readonly Consumer[],
  plans: readonly Plan[] = [],
): readonly Affected[] {
  const columns = reachedColumns(reached, plans);
  const found = new Map<string, Affected>();
  const readers = consumers.filter((consumer) => isReached(consumer, reached));
  for (const consumer of bySureness(readers)) {
    const affected = affectedPart(consumer, columns);
    if (affected === undefined) continue;
    const known = found.get(consumer.product);
    const merged = [...new Set([...(known?.columns ?? []), ...affected.columns])];
    found.set(consumer.product, { ...affected, ...known, columns: merged });
  }
  return [...found.values()];
}

/** Undefined where all columns of what is reached are meant. */
function reachedColumns(
  { product, dataset, major, field, view, column }: Reached,
  plans: readonly Plan[],
): readonly ViewColumnName[] | undefined {
  if (view !== undefined && column !== undefined) return [{ view, column }];
  if (field === undefined || dataset === undefined || plans.length === 0) return undefined;
  const of = { product, dataset, ...(major === undefined ? {} : { major }) };
  const columns = plans.flatMap((plan) => columnsOfField(plan, of, field));
  return columns.length === 0 ? undefined : columns;
}

function isReached(consumer: Consumer, reached: Reached): boolean {
  const { product, contract, major, dataset, view } = reached;
  if (view !== undefined && consumer.view !== undefined) return consumer.view === view;
  return (
    consumer.dataset.startsWith(`${product}.`) &&
    (contract === undefined || consumer.contract === undefined || consumer.contract === contract) &&
    (major === undefined || consumer.major === major) &&
    (dataset === undefined || consumer.dataset === datasetId(product, dataset))
  );
}

/** A consumer with what it has to do with the columns; undefined where it reads none of them. */
function affectedPart(
  consumer: Consumer,
  columns: readonly ViewColumnName[] | undefined,
): Affected | undefined {
  const { product, domain, team, contact, view, uses, by, place } = consumer;
  const common = {
    product,
    domain,
    ...(team === undefined ? {} : { team }),
    ...(contact === undefined ? {} : { contact }),
  };
  const whole = { ...common, by, ...(place === undefined ? {} : { place }) };
  if (columns === undefined) return { ...whole, columns: consumer.columns };
  const meant = columns.filter((each) => view === undefined || each.view === view);
  const used = uses.filter(({ column }) => meant.some((each) => each.column === column));
  const [first] = used;
  if (first !== undefined) {
    const read = [...new Set(used.map(({ column }) => column))];
    return { ...common, columns: read, by: first.by, place: first.place };
  }
  return meant.length > 0 && readsAll(consumer) ? { ...whole, columns: [] } : undefined;
}
