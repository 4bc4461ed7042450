import { present } from '../assets/present.ts';
import type {
  DatasetAsset,
  DatasetSummary,
  ProductAsset,
  ProductSummary,
} from '../assets/shapes.ts';

export function productSummary(product: ProductAsset): ProductSummary {
  const { id, name, domain, kind, status, version, purpose, team, datasets } = product;
  return present({ id, name, domain, kind, status, version, purpose, team, datasets });
}

export function datasetSummary(dataset: DatasetAsset): DatasetSummary {
  const { id, name, kind, product, domain, status, description, majors, fields, tags, views } =
    dataset;
  return present({
    id,
    name,
    kind,
    product,
    domain,
    status,
    description,
    majors,
    fields,
    tags,
    views,
  });
}
