import { compareText } from '../finding.ts';
import type { Contract } from '../model/contract.ts';
import type { Plant } from '../model/plant.ts';
import type { Product } from '../model/product.ts';
import { BUSINESS_ROLE, CURATED_ROLE, inputRole, readRole, WRITER_ROLE } from './names.ts';
import type { DatasetPlan, Grant, StoreName, View } from './plan.ts';
import { platformTables, rawTables } from './raw-table.ts';

type Privilege = Grant['privilege'];

/**
 * All grants of a plan, least privilege: a product's read role sees its views, its input role the
 * views that its input ports name, and the three runtime roles the tables that they work on.
 */
export function planGrants(plant: Plant, datasets: readonly DatasetPlan[]): readonly Grant[] {
  const offered = viewsByContract(plant, datasets);
  const grants = [
    ...datasets
      .filter((dataset) => !isOpen(dataset))
      .flatMap((dataset) => dataset.views.map((view) => select(readRole(dataset.product), view))),
    ...plant.products.flatMap((product) =>
      inputViews(product, offered).map((view) => select(inputRole(product.id), view)),
    ),
    ...openGrants(plant, datasets),
    ...platformGrants(),
    ...datasets.flatMap(runtimeGrants),
  ];
  const distinct = new Map(grants.map((grant) => [grantKey(grant), grant]));
  return [...distinct.entries()].sort(([a], [b]) => compareText(a, b)).map(([, grant]) => grant);
}

/** The views that a product's input ports let it read: all of a contract's major, by name. */
function inputViews(
  product: Product,
  offered: ReadonlyMap<string, readonly View[]>,
): readonly View[] {
  return product.inputPorts.flatMap(
    (port) => offered.get(`${port.contractId} ${majorOf(port.version)}`) ?? [],
  );
}

/** The views of each contract's major, by `<id> <major>`. */
function viewsByContract(
  plant: Plant,
  datasets: readonly DatasetPlan[],
): ReadonlyMap<string, readonly View[]> {
  const plans = new Map<string, DatasetPlan[]>();
  for (const each of datasets) {
    const id = `${each.product}.${each.dataset}`;
    plans.set(id, [...(plans.get(id) ?? []), each]);
  }
  const offered = new Map<string, View[]>();
  for (const provider of plant.products) {
    for (const contract of provider.contracts) {
      const key = `${contract.id} ${contract.major}`;
      const own = contract.datasets
        .flatMap((dataset) => plans.get(`${provider.id}.${dataset.name}`) ?? [])
        .flatMap((one) => one.views.filter((view) => view.major === contract.major));
      offered.set(key, [...(offered.get(key) ?? []), ...own]);
    }
  }
  return offered;
}

/** Calendars and the genealogy belong to everybody: whoever reads any data may read them. */
function openGrants(plant: Plant, datasets: readonly DatasetPlan[]): readonly Grant[] {
  const views = datasets.filter(isOpen).flatMap((dataset) => dataset.views);
  const owned = new Set(datasets.map((dataset) => dataset.product));
  const roles = plant.products.flatMap(({ id, inputPorts, contracts }) => [
    ...(owned.has(id) ? [readRole(id)] : []),
    ...(inputPorts.length > 0 || contracts.some(hasTransform) ? [inputRole(id)] : []),
  ]);
  return roles.flatMap((role) => views.map((view) => select(role, view)));
}

function isOpen(dataset: DatasetPlan): boolean {
  return dataset.kind === 'reference' && dataset.of !== 'files';
}

function hasTransform({ datasets }: Contract): boolean {
  return datasets.some(({ source }) => source.kind === 'transform');
}

/** `1`, `v1` and `1.2.0` name major 1. */
function majorOf(version: string): number | undefined {
  const digits = /^v?(\d{1,9})(?:$|\.)/.exec(version)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function runtimeGrants(dataset: DatasetPlan): readonly Grant[] {
  const tables = dataset.tables.map((table) => table.name);
  switch (dataset.kind) {
    case 'event': {
      const raw = rawTables(dataset.raw).map((table) => table.name);
      return [
        ...allow(WRITER_ROLE, ['SELECT', 'INSERT'], 'raw', raw),
        ...allow(CURATED_ROLE, ['SELECT'], 'raw', [dataset.raw.name]),
        ...allow(CURATED_ROLE, ['SELECT', 'INSERT'], 'curated', tables),
        ...allow(BUSINESS_ROLE, ['SELECT'], 'curated', [...tables, ...viewNames(dataset)]),
      ];
    }
    case 'sensor':
      return [
        ...allow(
          WRITER_ROLE,
          ['SELECT', 'INSERT'],
          'metrics',
          dataset.tables.filter(({ rows }) => rows.kind === 'sample').map(({ name }) => name),
        ),
        ...allow(BUSINESS_ROLE, ['SELECT'], 'metrics', [...tables, ...viewNames(dataset)]),
      ];
    case 'computed':
      return [
        ...allow(BUSINESS_ROLE, ['SELECT', 'INSERT'], 'business', tables),
        ...allow(BUSINESS_ROLE, ['SELECT'], 'business', viewNames(dataset)),
      ];
    case 'reference':
      // Transforms cannot follow changes of the genealogy, so they do not read it.
      return dataset.of === 'genealogy'
        ? []
        : allow(BUSINESS_ROLE, ['SELECT'], 'curated', [...tables, ...viewNames(dataset)]);
  }
}

function platformGrants(): readonly Grant[] {
  const all: readonly Privilege[] = ['SELECT', 'INSERT', 'UPDATE'];
  const names = (store: StoreName) => platformTables(store).map((table) => table.name);
  return [
    ...allow(WRITER_ROLE, all, 'raw', names('raw')),
    ...allow(WRITER_ROLE, all, 'metrics', names('metrics')),
    ...allow(CURATED_ROLE, all, 'curated', names('curated')),
    ...allow(CURATED_ROLE, ['SELECT'], 'raw', names('raw')),
    ...allow(BUSINESS_ROLE, all, 'business', names('business')),
  ];
}

function allow(
  role: string,
  privileges: readonly Privilege[],
  store: StoreName,
  objects: readonly string[],
): readonly Grant[] {
  return objects.flatMap((object) =>
    privileges.map((privilege) => ({ role, privilege, store, object })),
  );
}

function select(role: string, view: View): Grant {
  return { role, privilege: 'SELECT', store: view.store, object: view.name };
}

function viewNames(dataset: DatasetPlan): readonly string[] {
  return dataset.views.map((view) => view.name);
}

function grantKey(grant: Grant): string {
  return [grant.role, grant.store, grant.object, grant.privilege].join('\u0001');
}
