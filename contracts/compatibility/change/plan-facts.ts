import type { Column, DatasetPlan, Table, View, ViewColumn } from '../../plan/plan.ts';
import type { ChangeFact } from './change-fact.ts';
import { grantFacts } from './grant-facts.ts';
import { contractOwners, type Owners, type PlanSide } from './plan-owners.ts';
import { isSameData, saysTheSame } from './same-meaning.ts';
import { type FactBody, stated } from './stated-fact.ts';

/**
 * What consumers see in the databases otherwise than before, by dataset; grants last. The datasets
 * of products that promise the same as before are left out: their tables follow from that alone.
 */
export function planFacts(
  previous: PlanSide,
  current: PlanSide,
  unchanged: ReadonlySet<string>,
): readonly ChangeFact[] {
  const owners = contractOwners(previous, current);
  const old = new Map(previous.plan.datasets.map((dataset) => [dataset.id, dataset]));
  const now = new Map(current.plan.datasets.map((dataset) => [dataset.id, dataset]));
  // A reference table, as the genealogy, follows from more than one product.
  const isUnchanged = (was: DatasetPlan, is: DatasetPlan) =>
    unchanged.has(is.product) && was.kind !== 'reference' && is.kind !== 'reference';
  const facts: ChangeFact[] = [];
  for (const [id, dataset] of now) {
    const before = old.get(id);
    if (before !== undefined && (isUnchanged(before, dataset) || saysTheSame(before, dataset))) {
      continue;
    }
    facts.push(...new DatasetComparison(before, dataset, owners).facts());
  }
  for (const [id, dataset] of old) {
    if (!now.has(id)) facts.push(...new DatasetComparison(dataset, undefined, owners).facts());
  }
  return [...facts, ...grantFacts(previous.plan, current.plan, owners)];
}

class DatasetComparison {
  readonly #before: DatasetPlan | undefined;
  readonly #after: DatasetPlan | undefined;
  readonly #owners: Owners;
  readonly #facts: ChangeFact[] = [];

  constructor(before: DatasetPlan | undefined, after: DatasetPlan | undefined, owners: Owners) {
    this.#before = before;
    this.#after = after;
    this.#owners = owners;
  }

  facts(): readonly ChangeFact[] {
    this.#queues();
    const tables = (dataset: DatasetPlan | undefined) => byName(dataset?.tables ?? []);
    const views = (dataset: DatasetPlan | undefined) => byName(dataset?.views ?? []);
    both(tables(this.#before), tables(this.#after), (was, is) => this.#table(was, is));
    both(views(this.#before), views(this.#after), (was, is) => this.#view(was, is));
    return this.#facts;
  }

  #tell(body: FactBody, major?: number): void {
    const dataset = this.#after ?? this.#before;
    if (dataset === undefined) return;
    const { subject, at, previousPlace } = this.#owners.of(dataset, major);
    this.#facts.push(stated(subject, at, body, previousPlace));
  }

  #queues(): void {
    const [was, is] = [channelOf(this.#before), channelOf(this.#after)];
    if (was === undefined || is === undefined || was.queue === is.queue) return;
    const at = { store: was.class === 'event' ? 'raw' : 'metrics', object: is.queue } as const;
    this.#tell({ kind: 'queue-renamed', ...at, before: was.queue, after: is.queue });
  }

  #table(was: Table | undefined, is: Table | undefined): void {
    const table = is ?? was;
    if (table === undefined) return;
    const object = { store: table.store, object: `${table.store}.${table.name}` };
    if (was === undefined) this.#tell({ kind: 'table-added', ...object });
    else if (is === undefined) this.#tell({ kind: 'table-removed', ...object });
    else if (!saysTheSame(was, is)) {
      const keys = { before: was.primaryKey.join(', '), after: is.primaryKey.join(', ') };
      if (keys.before !== keys.after) this.#tell({ kind: 'table-key-changed', ...object, ...keys });
      both(byName(was.columns), byName(is.columns), (old, now) => {
        for (const body of columnFacts(object, 'column', old, now)) this.#tell(body);
      });
    }
  }

  #view(was: View | undefined, is: View | undefined): void {
    const view = is ?? was;
    if (view === undefined) return;
    const object = { store: view.store, object: `${view.store}.${view.name}` };
    const tell = (body: FactBody) => this.#tell(body, view.major);
    if (was === undefined) tell({ kind: 'view-added', ...object });
    else if (is === undefined) tell({ kind: 'view-removed', ...object });
    else if (!saysTheSame(was, is)) {
      both(byName(was.columns), byName(is.columns), (old, now) => {
        for (const body of columnFacts(object, 'view-column', old, now)) tell(body);
      });
      if (!isSameData(rowsOf(was), rowsOf(is))) tell({ kind: 'view-rows-changed', ...object });
    }
  }
}

/** Which rows a view shows; how a sort treats NULL shows the same ones. */
function rowsOf({ definition }: View): unknown {
  if (definition.kind !== 'newest') return definition;
  const { nullableOrder: _, ...rows } = definition;
  return rows;
}

function channelOf(dataset: DatasetPlan | undefined) {
  return dataset !== undefined && 'channel' in dataset ? dataset.channel : undefined;
}

type Object = Pick<Extract<ChangeFact, { readonly kind: 'table-added' }>, 'store' | 'object'>;

function columnFacts(
  object: Object,
  of: 'column' | 'view-column',
  was: Column | ViewColumn | undefined,
  is: Column | ViewColumn | undefined,
): readonly FactBody[] {
  const column = (is ?? was)?.name ?? '';
  if (is === undefined) return [{ kind: `${of}-removed`, ...object, column }];
  if (was === undefined) return [{ kind: `${of}-added`, ...object, column, type: is.type }];
  const facts: FactBody[] = [];
  if (was.type !== is.type) {
    const types: { before: string; after: string } = { before: was.type, after: is.type };
    facts.push({ kind: `${of}-type-changed`, ...object, column, ...types });
  }
  if (was.nullable !== is.nullable) {
    const direction = is.nullable ? 'loosened' : 'tightened';
    facts.push({ kind: `${of}-nullability-changed`, ...object, column, direction });
  }
  return facts;
}

function byName<Thing extends { readonly name: string }>(
  things: readonly Thing[],
): ReadonlyMap<string, Thing> {
  return new Map(things.map((thing) => [thing.name, thing]));
}

/** Each name of either side, in the order of the current one, then what is gone. */
function both<Thing>(
  before: ReadonlyMap<string, Thing>,
  after: ReadonlyMap<string, Thing>,
  compare: (was: Thing | undefined, is: Thing | undefined) => void,
): void {
  for (const [name, is] of after) compare(before.get(name), is);
  for (const [name, was] of before) if (!after.has(name)) compare(was, undefined);
}
