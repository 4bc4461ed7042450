import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { buildCatalog, type CatalogFacts } from '../assets/build-catalog.ts';
import type { Catalog } from '../assets/catalog.ts';
import { type LineageGraph, lineageGraph } from '../assets/lineage.ts';
import { type SearchIndex, searchIndex } from '../search/search-index.ts';

/** All that one state of the contracts answers; a request reads one snapshot from start to end. */
export interface Snapshot {
  readonly catalog: Catalog;
  readonly index: SearchIndex;
  readonly graph: LineageGraph;
}

export function takeSnapshot(plant: Plant, plan: Plan, facts: CatalogFacts = {}): Snapshot {
  const catalog = buildCatalog(plant, plan, facts);
  return { catalog, index: searchIndex(catalog), graph: lineageGraph(catalog.edges) };
}
