import { endOf } from '../../contracts/compatibility/judgement/support-end.ts';
import type { Consumer } from '../../contracts/impact/consumer.ts';
import { consumersOf } from '../../contracts/impact/consumers.ts';
import type { MigrationStep } from '../../contracts/migration/migration.ts';
import { majorsOf } from '../../contracts/migration/table-change.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import type { DatasetPlan, Plan } from '../../contracts/plan/plan.ts';
import { viewTable } from '../../contracts/plan/view-table.ts';
import { withLibraries } from '../../contracts/source/on-demand.ts';
import type { BuiltPlant } from '../runtime/built-plant.ts';

export interface RetireSides {
  /** What the databases hold, and what the folder says. */
  readonly previous: Pick<BuiltPlant, 'plant' | 'plan'>;
  readonly current: Pick<BuiltPlant, 'plant' | 'plan'>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * What keeps steps of the phase retire from being run, a sentence each: a major that goes and is
 * promised until a day that is not over, and ports, transforms and agreements of the current plant that
 * read it. What is dropped does not come back, so neither can be waived here.
 */
export async function retireRefusals(
  steps: readonly MigrationStep[],
  sides: RetireSides,
): Promise<readonly string[]> {
  const readers = await withLibraries(() =>
    consumersOf(sides.current.plant, sides.current.plan, sides.previous.plan),
  );
  const told = steps.flatMap((step) => [
    ...goneMajors(step, sides).flatMap((gone) => [
      ...stillPromised(step, gone, sides),
      ...stillRead(step, gone, sides, readers),
    ]),
    ...narrowedViewsRead(step, sides, readers),
  ]);
  return [...new Set(told)];
}

interface GoneMajor {
  readonly product: string;
  readonly dataset: string;
  readonly major: number;
}

/** Majors that only the plan before has and whose rows or columns the step drops. */
function goneMajors({ object }: MigrationStep, sides: RetireSides): readonly GoneMajor[] {
  const [store = '', name = '', ...column] = object.split('.');
  return sides.previous.plan.datasets
    .filter((dataset) => holds(dataset, store, name))
    .flatMap((owner) => {
      const left = new Set(
        sides.current.plan.datasets
          .filter(({ product, dataset }) => product === owner.product && dataset === owner.dataset)
          .flatMap(majorsOf),
      );
      const gone = majorsOf(owner).filter((major) => !left.has(major));
      const shown = majorsThatShow(owner, store, name, column.join('.'));
      const concerned = shown.size === 0 ? gone : gone.filter((major) => shown.has(major));
      return concerned.map((major) => ({
        product: owner.product,
        dataset: owner.dataset,
        major,
      }));
    });
}

function holds(dataset: DatasetPlan, store: string, name: string): boolean {
  const own = [...dataset.tables, ...dataset.views].map((one) => `${one.store}.${one.name}`);
  const raw =
    dataset.kind === 'event'
      ? [dataset.raw.name, dataset.raw.ledger, dataset.raw.conflictLedger].map(
          (one) => `raw.${one}`,
        )
      : [];
  return [...own, ...raw].includes(`${store}.${name}`);
}

function majorsThatShow(
  { views }: DatasetPlan,
  store: string,
  name: string,
  column: string,
): ReadonlySet<number> {
  const showing = views.filter(
    (view) =>
      view.store === store &&
      (view.name === name ||
        (viewTable(view.definition) === name &&
          view.columns.some((shown) => shown.column === column))),
  );
  return new Set(showing.map(({ major }) => major));
}

function stillPromised(
  { object }: MigrationStep,
  gone: GoneMajor,
  { previous, current, today }: RetireSides,
): readonly string[] {
  const ends = [previous, current].flatMap(({ plant }) => {
    const contract = contractOf(plant, gone);
    return contract === undefined ? [] : (endOf(contract)?.day ?? []);
  });
  const last = ends.sort().at(-1);
  return last === undefined || last < today
    ? []
    : [
        `${object}: ${nameOf(previous.plant, gone)} is promised until ${last}, which is not over (today is ${today})`,
      ];
}

function stillRead(
  { object }: MigrationStep,
  gone: GoneMajor,
  { previous, current, today }: RetireSides,
  consumers: readonly Consumer[],
): readonly string[] {
  const id = datasetId(gone.product, gone.dataset);
  const contract = contractOf(previous.plant, gone);
  const readers = new Set([
    ...consumers
      .filter(({ dataset, major, until }) => {
        const isOver = until !== undefined && until < today;
        return dataset === id && major === gone.major && !isOver;
      })
      .map(({ product, by, place }) =>
        place === undefined
          ? `${product} (${by})`
          : `${product} (${by}, ${place.file}:${place.line})`,
      ),
    ...(contract === undefined ? [] : namedBy(current.plant, contract, today)),
  ]);
  return readers.size === 0
    ? []
    : [
        `${object}: ${nameOf(previous.plant, gone)} is still read by ${[...readers].sort().join(', ')}`,
      ];
}

/** Ports and agreements that name a contract, also one that the plant has no more. */
function namedBy(plant: Plant, { id, major }: Contract, today: string): readonly string[] {
  return plant.products.flatMap((product) => {
    const ports = [
      ...product.inputPorts.map((port) => ({ ...port, id: port.contractId })),
      ...product.outputPorts.flatMap(({ inputContracts }) => inputContracts),
    ].filter((port) => port.id === id && Number.parseInt(port.version, 10) === major);
    const agreements = product.agreements.filter(
      (one) =>
        one.contractId === id &&
        one.major === major &&
        (one.until === undefined || one.until >= today),
    );
    return [
      ...ports.map((port) => {
        const place = port.place ?? product.place;
        return `${product.id} (port, ${place.file}:${place.line})`;
      }),
      ...agreements.map(
        ({ consumer, place }) => `${consumer} (agreement, ${place.file}:${place.line})`,
      ),
    ];
  });
}

/** The step that makes the views of a store anew drops columns which the plan has no more. */
function narrowedViewsRead(
  { id, store }: MigrationStep,
  { current }: RetireSides,
  consumers: readonly Consumer[],
): readonly string[] {
  if (id !== `retire/${store}/views`) return [];
  return consumers.flatMap(({ view, uses, product }) => {
    const there = columnsOf(current.plan, view);
    if (there === undefined || view?.startsWith(`${store}.`) !== true) return [];
    return uses
      .filter(({ column }) => column !== '*' && !there.has(column))
      .map(
        ({ column, by, place }) =>
          `${view}: its column ${column} is still read by ${product} (${by}, ${place.file}:${place.line})`,
      );
  });
}

function columnsOf({ datasets }: Plan, view: string | undefined): ReadonlySet<string> | undefined {
  const found = datasets
    .flatMap(({ views }) => views)
    .find(({ store, name }) => `${store}.${name}` === view);
  return found === undefined ? undefined : new Set(found.columns.map(({ name }) => name));
}

function contractOf({ products }: Plant, gone: GoneMajor): Contract | undefined {
  return products
    .find(({ id }) => id === gone.product)
    ?.contracts.find(
      ({ major, datasets }) =>
        major === gone.major && datasets.some(({ name }) => name === gone.dataset),
    );
}

function nameOf(plant: Plant, gone: GoneMajor): string {
  return `${contractOf(plant, gone)?.id ?? gone.dataset}.v${gone.major}`;
}
