import type { Product } from '../../contracts/model/product.ts';
import type { Tag } from '../../contracts/model/tag.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import { present } from './present.ts';
import type { TagAsset } from './register-shapes.ts';

/** One asset per stable id: each row of the register is a period that ends where the next begins. */
export function tagAssets(product: Product): TagAsset[] {
  const registers = new Map<string, readonly Tag[]>();
  // Majors ascend, so the newest one's register is the one that counts.
  for (const { datasets } of product.contracts) {
    for (const { name, source } of datasets) {
      if (source.kind === 'stream' && source.tags.length > 0) {
        registers.set(datasetId(product.id, name), source.tags);
      }
    }
  }
  return [...registers].flatMap(([dataset, tags]) => {
    const byId = new Map<string, Tag[]>();
    for (const tag of tags) {
      const rows = byId.get(tag.id);
      if (rows === undefined) byId.set(tag.id, [tag]);
      else rows.push(tag);
    }
    return [...byId].map(([id, rows]) => tagAsset(id, rows, dataset, product));
  });
}

function tagAsset(id: string, rows: readonly Tag[], dataset: string, product: Product): TagAsset {
  const sorted = [...rows].sort((a, b) => startOf(a) - startOf(b));
  const periods = sorted.map((tag, index) =>
    present({
      ...period(tag),
      validFrom: tag.validFrom,
      validUntil: sorted[index + 1]?.validFrom,
    }),
  );
  const newest = sorted.at(-1);
  return present({
    id,
    dataset,
    product: product.id,
    domain: product.domain,
    ...(newest === undefined ? { alias: id } : period(newest)),
    periods,
  });
}

function startOf({ validFrom }: Tag): number {
  const start = validFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(validFrom);
  return Number.isNaN(start) ? 0 : Math.max(start, -Number.MAX_VALUE);
}

function period(tag: Tag) {
  return present({
    alias: tag.alias,
    description: tag.description,
    unit: tag.unit === undefined ? undefined : { ...tag.unit },
    minimum: tag.minimum,
    maximum: tag.maximum,
    samplingMs: tag.samplingMs,
  });
}
