import { compareText } from '../../contracts/finding.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { calendarAsset } from './calendar-assets.ts';
import type { Catalog } from './catalog.ts';
import { declaredDatasets, referenceDatasets } from './dataset-assets.ts';
import { domainAssets } from './domain-assets.ts';
import { plantEdges } from './lineage-edges.ts';
import { plantNeighbours } from './neighbours.ts';
import { present } from './present.ts';
import { contractAssets, productAsset } from './product-assets.ts';
import type { PlantAsset } from './shapes.ts';
import { tagAssets } from './tag-assets.ts';

/** What is known of the contracts beside themselves. */
export interface CatalogFacts {
  readonly findings?: {
    readonly errors: number;
    readonly warnings: number;
    readonly notes: number;
  };
  /** Of the repository that holds the contracts. */
  readonly revision?: string;
}

/** The assets of a plant. Pure: the same plant and plan give the same catalog, in linear time. */
export function buildCatalog(plant: Plant, plan: Plan, facts: CatalogFacts = {}): Catalog {
  const plans = new Map(plan.datasets.map((dataset) => [dataset.id, dataset]));
  const neighbours = plantNeighbours(plant);
  const declared = plant.products.flatMap((product) =>
    declaredDatasets(product, plans, neighbours),
  );
  const known = new Set(declared.map(({ dataset }) => dataset.id));
  const entries = [...declared, ...referenceDatasets(plan, known)].sort((a, b) =>
    compareText(a.dataset.id, b.dataset.id),
  );
  const datasets = entries.map(({ dataset }) => dataset);
  const fields = new Map(entries.map((entry) => [entry.dataset.id, entry.fields]));
  const products = plant.products
    .map((product) => productAsset(product, neighbours))
    .sort((a, b) => compareText(a.id, b.id));
  const contracts = plant.products.flatMap(contractAssets);
  const tags = plant.products
    .flatMap((product) => tagAssets(product))
    .sort((a, b) => compareText(a.dataset, b.dataset) || compareText(a.id, b.id));
  const calendars = plant.calendars
    .map((calendar) => calendarAsset(calendar, plans))
    .sort((a, b) => compareText(a.name, b.name));
  const edges = plantEdges(plant, plan, neighbours);
  const domains = domainAssets(products);
  const counts: PlantAsset['counts'] = {
    domains: domains.length,
    products: products.length,
    contracts: contracts.length,
    datasets: datasets.length,
    fields: datasets.reduce((sum, dataset) => sum + dataset.fields, 0),
    tags: tags.length,
    calendars: calendars.length,
  };
  return {
    plant: present({
      name: plant.name,
      timeZone: plant.timeZone,
      topicRoot: plant.topicRoot,
      revision: facts.revision,
      counts,
      findings: facts.findings === undefined ? undefined : { ...facts.findings },
    }),
    domains,
    products,
    contracts,
    datasets,
    fields,
    tags,
    calendars,
    edges,
    domainById: new Map(domains.map((domain) => [domain.id, domain])),
    productById: new Map(products.map((product) => [product.id, product])),
    datasetById: new Map(datasets.map((dataset) => [dataset.id, dataset])),
  };
}
