import type { LineageEdge } from './lineage-shapes.ts';
import type { CalendarAsset, TagAsset } from './register-shapes.ts';
import type {
  ContractVersionAsset,
  DatasetAsset,
  DomainAsset,
  FieldAsset,
  PlantAsset,
  ProductAsset,
} from './shapes.ts';

/** A plant as the catalog sees it: assets in a fixed order, and the ways to find one by its id. */
export interface Catalog {
  readonly plant: PlantAsset;
  /** By id, code unit order, like all lists here. */
  readonly domains: readonly DomainAsset[];
  readonly products: readonly ProductAsset[];
  /** By product, contract, major. */
  readonly contracts: readonly ContractVersionAsset[];
  readonly datasets: readonly DatasetAsset[];
  /** All majors of a dataset's fields, newest major first, in the contract's order. */
  readonly fields: ReadonlyMap<string, readonly FieldAsset[]>;
  /** By dataset, then id. */
  readonly tags: readonly TagAsset[];
  readonly calendars: readonly CalendarAsset[];
  /** By from, to, kind. */
  readonly edges: readonly LineageEdge[];
  readonly domainById: ReadonlyMap<string, DomainAsset>;
  readonly productById: ReadonlyMap<string, ProductAsset>;
  readonly datasetById: ReadonlyMap<string, DatasetAsset>;
}
