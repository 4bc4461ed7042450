import { z } from 'zod';
import { calendarSchema, tagSchema } from '../assets/register-shapes.ts';
import {
  contractVersionSchema,
  datasetKindSchema,
  datasetSummarySchema,
  domainSchema,
  fieldSchema,
  productKindSchema,
  productSummarySchema,
  searchHitSchema,
  statusSchema,
} from '../assets/shapes.ts';

/** What lists take and give. Bounds stand here and nowhere else. */

const LARGEST_PAGE = 100;
const LARGEST_OFFSET = 100_000;
/** Longer than any id that a contract can have. */
const LONGEST_ID = 128;

const paging = {
  limit: z.int().min(1).max(LARGEST_PAGE).default(20),
  offset: z.int().min(0).max(LARGEST_OFFSET).default(0),
};
const id = z.string().min(1).max(LONGEST_ID);

export const pageQuery = z.strictObject(paging);
export const productsQuery = z.strictObject({
  ...paging,
  domain: id.optional(),
  kind: productKindSchema.optional(),
  status: statusSchema.optional(),
  tag: id.optional().describe('Id or alias of a tag in the register of one of its datasets'),
});
export const datasetsQuery = z.strictObject({
  ...paging,
  domain: id.optional(),
  product: id.optional(),
  kind: datasetKindSchema.optional(),
  status: statusSchema.optional(),
});
export const fieldsQuery = z.strictObject({
  ...paging,
  major: z.int().min(0).max(99_999).optional().describe('The newest where nothing is said'),
});
export const tagsQuery = z.strictObject({
  ...paging,
  dataset: id.optional(),
  product: id.optional(),
  unit: id.optional().describe('UCUM code'),
});
export const searchQuery = z.strictObject({
  ...paging,
  q: z
    .string()
    .min(1)
    .max(300)
    .describe('Words and `unit:`, `type:`, `domain:`, `classification:`, `status:`, `kind:`, …'),
});
export const lineageQuery = z.strictObject({
  depth: z.int().min(1).max(5).default(1),
  direction: z.enum(['up', 'down', 'both']).default('both'),
});
export const noQuery = z.strictObject({});

export const domainParams = z.strictObject({ domain: id });
export const productParams = z.strictObject({ product: id });
export const contractParams = z.strictObject({ product: id, contract: id });
export const majorParams = z.strictObject({
  product: id,
  contract: id,
  major: z.int().min(0).max(99_999),
});
export const datasetParams = z.strictObject({ dataset: id });
export const assetParams = z.strictObject({ id });
export const noParams = z.strictObject({});

function pageOf<T extends z.ZodType>(items: T, name: string) {
  return z
    .strictObject({
      items: z.array(items),
      total: z.int().min(0).describe('Before paging'),
      limit: z.int().min(1),
      offset: z.int().min(0),
      nextOffset: z.int().min(1).nullable().describe('Null on the last page'),
    })
    .meta({ id: name });
}

export const domainPage = pageOf(domainSchema, 'DomainPage');
export const productPage = pageOf(productSummarySchema, 'ProductPage');
export const contractPage = pageOf(contractVersionSchema, 'ContractVersionPage');
export const datasetPage = pageOf(datasetSummarySchema, 'DatasetPage');
export const fieldPage = pageOf(fieldSchema, 'FieldPage');
export const tagPage = pageOf(tagSchema, 'TagPage');
export const calendarPage = pageOf(calendarSchema, 'CalendarPage');
export const searchPage = pageOf(searchHitSchema, 'SearchPage');
export const stateSchema = z.strictObject({ status: z.string() }).meta({ id: 'State' });

/** One page of a list that is in order already. */
export function pageFrom<T>(
  all: readonly T[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
) {
  return pageWith(all.slice(offset, offset + limit), all.length, { limit, offset });
}

export function pageWith<T>(
  items: readonly T[],
  total: number,
  { limit, offset }: { readonly limit: number; readonly offset: number },
) {
  const next = offset + limit;
  return { items: [...items], total, limit, offset, nextOffset: next < total ? next : null };
}
