import type { Catalog } from '../assets/catalog.ts';
import { present } from '../assets/present.ts';
import type { TagAsset } from '../assets/register-shapes.ts';
import type { SearchHit } from '../assets/shapes.ts';
import { facetValue, type SearchFacet } from './search-query.ts';

/** How much a word tells by the place where it stands. */
const weights = { id: 8, name: 5, businessName: 4, alias: 5, description: 1.5 } as const;

export interface SearchEntry {
  readonly hit: Omit<SearchHit, 'score'>;
  readonly texts: readonly { readonly text: string; readonly weight: number }[];
  readonly facets: ReadonlyMap<SearchFacet, readonly string[]>;
}

/** All that can be found, in the order in which hits of equal score are told. */
export function searchEntries(catalog: Catalog): readonly SearchEntry[] {
  return [
    ...productEntries(catalog),
    ...datasetEntries(catalog),
    ...fieldEntries(catalog),
    ...tagEntries(catalog),
    ...contractEntries(catalog),
    ...calendarEntries(catalog),
  ];
}

function productEntries({ products }: Catalog): SearchEntry[] {
  return products.map((product) =>
    entry(
      {
        kind: 'product',
        id: product.id,
        title: product.name,
        product: product.id,
        domain: product.domain,
        status: product.status,
        type: product.kind,
        classification: product.classification,
        description: short(product.purpose),
      },
      [
        [product.id, weights.id],
        [product.name, weights.name],
        [product.domain, weights.description],
        [product.team, weights.description],
        [product.purpose, weights.description],
      ],
      { kind: ['product', product.kind] },
    ),
  );
}

function datasetEntries({ datasets }: Catalog): SearchEntry[] {
  return datasets.map((dataset) =>
    entry(
      {
        kind: 'dataset',
        id: dataset.id,
        title: dataset.name,
        product: dataset.product,
        dataset: dataset.id,
        domain: dataset.domain,
        status: dataset.status,
        type: dataset.kind,
        description: short(dataset.description),
      },
      [
        [dataset.name, weights.id],
        [dataset.id, weights.name],
        [dataset.views.join(' '), weights.description],
        [dataset.description, weights.description],
      ],
      { kind: ['dataset', dataset.kind] },
    ),
  );
}

function fieldEntries({ datasets, fields }: Catalog): SearchEntry[] {
  return datasets.flatMap((dataset) => {
    const seen = new Set<string>();
    return (fields.get(dataset.id) ?? []).flatMap((field) => {
      // The newest major comes first and tells of the field.
      if (seen.has(field.path)) return [];
      seen.add(field.path);
      return entry(
        {
          kind: 'field',
          id: `${dataset.id}.${field.path}`,
          title: field.path,
          product: dataset.product,
          dataset: dataset.id,
          domain: dataset.domain,
          status: dataset.status,
          type: field.type,
          unit: field.unit?.code,
          classification: field.classification,
          description: short(field.description ?? field.businessName),
        },
        [
          [field.path, weights.name],
          [field.businessName, weights.businessName],
          [field.identifier, weights.description],
          [field.description, weights.description],
        ],
        { identifier: field.identifier === undefined ? [] : [field.identifier] },
      );
    });
  });
}

function tagEntries({ tags, datasetById }: Catalog): SearchEntry[] {
  return tags.map((tag) =>
    entry(
      {
        kind: 'tag',
        id: `${tag.dataset}.${tag.id}`,
        title: tag.id,
        product: tag.product,
        dataset: tag.dataset,
        domain: tag.domain,
        status: datasetById.get(tag.dataset)?.status,
        type: 'tag',
        unit: tag.unit?.code,
        description: short(tag.description),
      },
      [
        [tag.id, weights.name],
        [aliasesOf(tag).join(' '), weights.alias],
        [tag.description, weights.description],
      ],
      { tag: [tag.id, ...aliasesOf(tag)] },
    ),
  );
}

function aliasesOf({ periods }: TagAsset): readonly string[] {
  return [...new Set(periods.map(({ alias }) => alias))];
}

function contractEntries({ contracts, productById }: Catalog): SearchEntry[] {
  return contracts.map((contract) =>
    entry(
      {
        kind: 'contract',
        id: `${contract.contract}@${contract.major}`,
        title: contract.name ?? contract.contract,
        product: contract.product,
        domain: productById.get(contract.product)?.domain,
        status: contract.status,
        type: `version ${contract.version}`,
        description: short(contract.purpose),
      },
      [
        [contract.contract, weights.businessName],
        [contract.name, weights.businessName],
        [contract.purpose, weights.description],
        [contract.limitations, weights.description],
      ],
      {},
    ),
  );
}

function calendarEntries({ calendars }: Catalog): SearchEntry[] {
  return calendars.map((calendar) =>
    entry(
      {
        kind: 'calendar',
        id: calendar.name,
        title: calendar.name,
        dataset: calendar.dataset,
        type: 'calendar',
      },
      [
        [calendar.name, weights.name],
        [calendar.shifts.map(({ name }) => name).join(' '), weights.description],
      ],
      {},
    ),
  );
}

type Hit = { readonly [K in keyof SearchEntry['hit']]: SearchEntry['hit'][K] | undefined } & Pick<
  SearchEntry['hit'],
  'kind' | 'id' | 'title'
>;

function entry(
  hit: Hit,
  texts: readonly (readonly [string | undefined, number])[],
  more: Readonly<Partial<Record<SearchFacet, readonly string[]>>>,
): SearchEntry {
  const values: Partial<Record<SearchFacet, readonly (string | undefined)[]>> = {
    unit: [hit.unit],
    type: [hit.type],
    domain: [hit.domain],
    product: [hit.product],
    dataset: [hit.dataset],
    status: [hit.status],
    classification: [hit.classification],
    kind: [hit.kind],
    ...more,
  };
  const facets = new Map<SearchFacet, readonly string[]>();
  for (const [facet, list] of Object.entries(values) as [SearchFacet, (string | undefined)[]][]) {
    const said = list.flatMap((value) => (value === undefined ? [] : facetValue(facet, value)));
    if (said.length > 0) facets.set(facet, said);
  }
  return {
    hit: present(hit) as SearchEntry['hit'],
    texts: texts.flatMap(([text, weight]) => (text === undefined ? [] : [{ text, weight }])),
    facets,
  };
}

function short(text: string | undefined): string | undefined {
  if (text === undefined || text.length <= 240) return text;
  return `${text.slice(0, 239).replace(/[\ud800-\udbff]$/, '')}…`;
}
