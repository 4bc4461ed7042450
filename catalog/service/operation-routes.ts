import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Catalog } from '../assets/catalog.ts';
import { referenceTo } from './json-schemas.ts';
import { openApiDocument } from './openapi-document.ts';
import { stateSchema } from './page-shapes.ts';
import { problemSchema } from './problem.ts';

const problems = { 'application/problem+json': { schema: referenceTo(problemSchema) } };
const state = { 'application/json': { schema: referenceTo(stateSchema) } };

/** What those ask who run the service: is it alive, may it get requests, how does it do. */
export function addOperationRoutes(
  app: FastifyInstance,
  service: { readonly registry: Registry; isReady(): boolean; catalog(): Catalog },
): void {
  const rest = { default: { description: 'Any problem', content: problems } };
  const tags = ['operation'];
  app.get(
    '/healthz',
    {
      config: { produces: 'application/json', quiet: true },
      schema: {
        summary: 'The process answers',
        operationId: 'health',
        tags,
        response: { 200: { description: 'Alive', content: state }, ...rest },
      },
    },
    (_, reply) => reply.type('application/json; charset=utf-8').send({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      config: { produces: 'application/json', quiet: true },
      schema: {
        summary: 'Requests may be sent here',
        operationId: 'readiness',
        tags,
        response: {
          200: { description: 'Ready', content: state },
          503: { description: 'Ending', content: state },
          ...rest,
        },
      },
    },
    (_, reply) => {
      const ready = service.isReady();
      return reply
        .code(ready ? 200 : 503)
        .type('application/json; charset=utf-8')
        .send({ status: ready ? 'ready' : 'ending' });
    },
  );
  app.get(
    '/metrics',
    {
      config: { produces: 'text/plain', quiet: true },
      schema: {
        summary: 'Counters in the text format of Prometheus',
        operationId: 'metrics',
        tags,
        response: {
          200: {
            description: 'Counters',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
          ...rest,
        },
      },
    },
    async (_, reply) =>
      reply.type(service.registry.contentType).send(await service.registry.metrics()),
  );
  let last: { readonly catalog: Catalog; readonly text: string } | undefined;
  app.get(
    '/openapi.json',
    { config: { produces: 'application/json' }, schema: { hide: true } },
    (_, reply) => {
      const catalog = service.catalog();
      if (last?.catalog !== catalog) {
        last = { catalog, text: openApiDocument(app.swagger(), catalog) };
      }
      return reply.type('application/json; charset=utf-8').send(last.text);
    },
  );
}
