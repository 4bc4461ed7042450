import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { found } from '../service/find-asset.ts';
import type { Snapshot } from '../service/snapshot.ts';
import { datasetPage } from './dataset-page.ts';
import { domainPage, indexPage, problemPage, searchPage } from './list-pages.ts';
import { productPage } from './product-page.ts';

const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const icon = readFileSync(new URL('./icon.svg', import.meta.url), 'utf8');
const LONGEST_QUERY = 300;

export { problemPage as errorPage };

/** Pages for people: no script, one style sheet, links that work below any prefix. */
export function addPages(app: FastifyInstance, current: () => Snapshot): void {
  const page = { config: { produces: 'text/html' }, schema: { hide: true } };
  app.get('/', page, (request, reply) =>
    send(reply, indexPage(current(), offsetOf(request.query))),
  );
  app.get('/search', page, (request, reply) =>
    send(
      reply,
      searchPage(
        current(),
        (textOf(request.query, 'q') ?? '').slice(0, LONGEST_QUERY),
        offsetOf(request.query),
      ),
    ),
  );
  app.get<{ Params: { domain: string } }>('/domains/:domain', page, (request, reply) => {
    const snapshot = current();
    const domain = found(snapshot.catalog.domainById, request.params.domain, 'domain');
    return send(reply, domainPage(snapshot, '../', domain, offsetOf(request.query)));
  });
  app.get<{ Params: { product: string } }>('/products/:product', page, (request, reply) => {
    const snapshot = current();
    const product = found(snapshot.catalog.productById, request.params.product, 'product');
    return send(reply, productPage(snapshot, '../', product));
  });
  app.get<{ Params: { dataset: string } }>('/datasets/:dataset', page, (request, reply) => {
    const snapshot = current();
    const dataset = found(snapshot.catalog.datasetById, request.params.dataset, 'dataset');
    const asked = Number(textOf(request.query, 'major'));
    const major = dataset.majors.includes(asked) ? asked : dataset.majors.at(-1);
    return send(reply, datasetPage(snapshot, '../', dataset, major));
  });
  app.get('/style.css', { schema: { hide: true } }, (_, reply) =>
    reply.type('text/css; charset=utf-8').send(style),
  );
  app.get('/icon.svg', { schema: { hide: true } }, (_, reply) =>
    reply.type('image/svg+xml').send(icon),
  );
}

function send(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

/** The first value of a parameter; pages forgive what the API refuses. */
function textOf(query: unknown, name: string): string | undefined {
  if (typeof query !== 'object' || query === null || !(name in query)) return undefined;
  const value: unknown = (query as Readonly<Record<string, unknown>>)[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

function offsetOf(query: unknown): number {
  const offset = Number(textOf(query, 'offset'));
  return Number.isSafeInteger(offset) && offset > 0 ? Math.min(offset, 1_000_000) : 0;
}
