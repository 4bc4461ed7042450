import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Direction } from '../assets/lineage.ts';
import { lineageOf } from '../assets/lineage.ts';
import { lineageSchema } from '../assets/lineage-shapes.ts';
import {
  contractVersionSchema,
  datasetSchema,
  domainSchema,
  plantSchema,
  productSchema,
} from '../assets/shapes.ts';
import { similarTo } from '../search/similar-names.ts';
import { found, notFound } from './find-asset.ts';
import { parametersOf } from './json-schemas.ts';
import * as shapes from './page-shapes.ts';
import { ProblemError, problem, problemSchema } from './problem.ts';
import { operationId, responsesOf } from './route-schema.ts';
import type { Snapshot } from './snapshot.ts';
import { datasetSummary, productSummary } from './summaries.ts';

/** Every schema that a response of the API has. */
export const responseSchemas: readonly z.ZodType[] = [
  plantSchema,
  domainSchema,
  productSchema,
  contractVersionSchema,
  datasetSchema,
  lineageSchema,
  shapes.domainPage,
  shapes.productPage,
  shapes.contractPage,
  shapes.datasetPage,
  shapes.fieldPage,
  shapes.tagPage,
  shapes.calendarPage,
  shapes.searchPage,
  shapes.stateSchema,
  problemSchema,
];

interface Route<P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType> {
  readonly path: string;
  readonly summary: string;
  readonly params: P;
  readonly query: Q;
  readonly response: R;
  readonly answer: (snapshot: Snapshot, params: z.output<P>, query: z.output<Q>) => z.output<R>;
}

/** The JSON API: what is asked and answered has its schema beside it. */
export function addApiRoutes(app: FastifyInstance, current: () => Snapshot): void {
  const add = <P extends z.ZodType, Q extends z.ZodType, R extends z.ZodType>(
    route: Route<P, Q, R>,
  ): void => {
    app.get<{ Params: z.output<P>; Querystring: z.output<Q> }>(
      `/api/v1${route.path}`,
      {
        config: { produces: 'application/json' },
        schema: {
          summary: route.summary,
          operationId: operationId(route.path),
          tags: [route.path.split('/')[1] || 'plant'],
          params: parametersOf(route.params),
          querystring: parametersOf(route.query),
          response: responsesOf(route.response, route.path.includes(':')),
        },
      },
      (request, reply) => {
        const { params, query } = request as { params: z.output<P>; query: z.output<Q> };
        reply.type('application/json; charset=utf-8').send(route.answer(current(), params, query));
      },
    );
  };
  const { noParams, noQuery, pageQuery } = shapes;

  add({
    path: '',
    summary: 'The plant: what it is called and how much it has',
    params: noParams,
    query: noQuery,
    response: plantSchema,
    answer: ({ catalog }) => catalog.plant,
  });
  add({
    path: '/domains',
    summary: 'Domains, by id',
    params: noParams,
    query: pageQuery,
    response: shapes.domainPage,
    answer: ({ catalog }, _, query) => shapes.pageFrom(catalog.domains, query),
  });
  add({
    path: '/domains/:domain',
    summary: 'One domain and the domains that it exchanges data with',
    params: shapes.domainParams,
    query: noQuery,
    response: domainSchema,
    answer: ({ catalog }, { domain }) => found(catalog.domainById, domain, 'domain'),
  });
  add({
    path: '/products',
    summary: 'Products, by id',
    params: noParams,
    query: shapes.productsQuery,
    response: shapes.productPage,
    answer: ({ catalog }, _, query) => {
      const { domain, kind, status, tag } = query;
      const tagged =
        tag === undefined
          ? undefined
          : new Set(
              catalog.tags
                .filter(({ id, periods }) => id === tag || periods.some((p) => p.alias === tag))
                .map(({ product }) => product),
            );
      const matching = catalog.products.filter(
        (product) =>
          (domain === undefined || product.domain === domain) &&
          (kind === undefined || product.kind === kind) &&
          (status === undefined || product.status === status) &&
          (tagged === undefined || tagged.has(product.id)),
      );
      const page = shapes.pageFrom(matching, query);
      return { ...page, items: page.items.map(productSummary) };
    },
  });
  add({
    path: '/products/:product',
    summary: 'One product: owner, ports, contracts, who reads it',
    params: shapes.productParams,
    query: noQuery,
    response: productSchema,
    answer: ({ catalog }, { product }) => found(catalog.productById, product, 'product'),
  });
  add({
    path: '/products/:product/contracts/:contract/versions',
    summary: 'All majors of a contract, the oldest first',
    params: shapes.contractParams,
    query: pageQuery,
    response: shapes.contractPage,
    answer: (snapshot, params, query) => shapes.pageFrom(versionsOf(snapshot, params), query),
  });
  add({
    path: '/products/:product/contracts/:contract/versions/:major',
    summary: 'What one major of a contract promises',
    params: shapes.majorParams,
    query: noQuery,
    response: contractVersionSchema,
    answer: (snapshot, params) => {
      const versions = versionsOf(snapshot, params);
      const version = versions.find(({ major }) => major === params.major);
      if (version !== undefined) return version;
      const majors = versions.map(({ major }) => String(major));
      throw new ProblemError(
        problem(404, `The contract has no major ${params.major}`, { suggestions: majors }),
      );
    },
  });
  add({
    path: '/datasets',
    summary: 'Datasets, by id',
    params: noParams,
    query: shapes.datasetsQuery,
    response: shapes.datasetPage,
    answer: ({ catalog }, _, query) => {
      const { domain, product, kind, status } = query;
      const matching = catalog.datasets.filter(
        (dataset) =>
          (domain === undefined || dataset.domain === domain) &&
          (product === undefined || dataset.product === product) &&
          (kind === undefined || dataset.kind === kind) &&
          (status === undefined || dataset.status === status),
      );
      const page = shapes.pageFrom(matching, query);
      return { ...page, items: page.items.map(datasetSummary) };
    },
  });
  add({
    path: '/datasets/:dataset',
    summary: 'One dataset: how it arrives or is made, its views with their columns',
    params: shapes.datasetParams,
    query: noQuery,
    response: datasetSchema,
    answer: ({ catalog }, { dataset }) => found(catalog.datasetById, dataset, 'dataset'),
  });
  add({
    path: '/datasets/:dataset/fields',
    summary: 'The fields of one major: type, unit, classification, columns',
    params: shapes.datasetParams,
    query: shapes.fieldsQuery,
    response: shapes.fieldPage,
    answer: ({ catalog }, params, query) => {
      const dataset = found(catalog.datasetById, params.dataset, 'dataset');
      const wanted = query.major ?? dataset.majors.at(-1);
      if (wanted !== undefined && !dataset.majors.includes(wanted)) {
        const majors = dataset.majors.map(String);
        throw new ProblemError(
          problem(404, `The dataset has no major ${wanted}`, { suggestions: majors }),
        );
      }
      const fields = catalog.fields.get(dataset.id) ?? [];
      return shapes.pageFrom(
        fields.filter(({ major }) => major === wanted),
        query,
      );
    },
  });
  add({
    path: '/lineage/:id',
    summary: 'Where a product or dataset comes from and what becomes of it',
    params: shapes.assetParams,
    query: shapes.lineageQuery,
    response: lineageSchema,
    answer: ({ catalog, graph }, { id }, { depth, direction }) => {
      const lineage = lineageOf(catalog, graph, {
        id,
        depth,
        direction: direction satisfies Direction,
      });
      if (lineage !== undefined) return lineage;
      throw notFound('product or dataset', [
        ...similarTo(id, catalog.datasetById.keys()),
        ...similarTo(id, catalog.productById.keys()),
      ]);
    },
  });
  add({
    path: '/search',
    summary: 'Products, datasets, fields, tags, contracts and calendars that a query finds',
    params: noParams,
    query: shapes.searchQuery,
    response: shapes.searchPage,
    answer: ({ index }, _, query) => {
      const { items, total } = index.search(query.q, query);
      return shapes.pageWith(items, total, query);
    },
  });
  add({
    path: '/tags',
    summary: 'Tags with their units and ranges over time, by dataset and id',
    params: noParams,
    query: shapes.tagsQuery,
    response: shapes.tagPage,
    answer: ({ catalog }, _, query) => {
      const { dataset, product, unit } = query;
      const matching = catalog.tags.filter(
        (tag) =>
          (dataset === undefined || tag.dataset === dataset) &&
          (product === undefined || tag.product === product) &&
          (unit === undefined || tag.periods.some((period) => period.unit?.code === unit)),
      );
      return shapes.pageFrom(matching, query);
    },
  });
  add({
    path: '/calendars',
    summary: 'Calendars of the plant, by name',
    params: noParams,
    query: pageQuery,
    response: shapes.calendarPage,
    answer: ({ catalog }, _, query) => shapes.pageFrom(catalog.calendars, query),
  });
}

function versionsOf(
  { catalog }: Snapshot,
  wanted: { readonly product: string; readonly contract: string },
) {
  const product = found(catalog.productById, wanted.product, 'product');
  const versions = catalog.contracts.filter(
    (each) => each.product === product.id && each.contract === wanted.contract,
  );
  if (versions.length > 0) return versions;
  throw notFound(
    'contract of this product',
    similarTo(
      wanted.contract,
      product.contracts.map(({ id }) => id),
    ),
  );
}
