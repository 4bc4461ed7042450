import type { DomainAsset, ProductAsset, SearchHit } from '../assets/shapes.ts';
import type { Problem } from '../service/problem.ts';
import type { Snapshot } from '../service/snapshot.ts';
import { type Html, html, segment } from './html.ts';
import {
  badge,
  datasetLink,
  documentText,
  domainLink,
  facts,
  listOf,
  productLink,
  type Site,
  table,
} from './layout.ts';

const PAGE_LENGTH = 50;

/** The first page: domains, then products. */
export function indexPage({ catalog }: Snapshot, offset: number): string {
  const { plant, products, domains } = catalog;
  const site: Site = { catalog, root: '' };
  const { counts, findings } = plant;
  return documentText(
    { title: plant.name, root: '', plant: plant.name },
    html`<h1>${plant.name}</h1>
<p class="lead">${counts.products} data products in ${counts.domains} domains: ${counts.datasets} datasets with ${counts.fields} fields and ${counts.tags} tags.</p>
${facts([
  ['Time zone', plant.timeZone],
  ['Revision', plant.revision === undefined ? undefined : html`<code>${plant.revision}</code>`],
  [
    'Check',
    findings === undefined
      ? undefined
      : `${findings.errors} errors, ${findings.warnings} warnings, ${findings.notes} notes`,
  ],
  [
    'Calendars',
    catalog.calendars.length === 0
      ? undefined
      : listOf(
          catalog.calendars.map(({ name, dataset }) =>
            dataset === undefined ? name : datasetLink(site, dataset),
          ),
        ),
  ],
])}
<section><h2>Domains</h2>
${table(
  'Domains',
  ['Domain', 'Products', 'Datasets', 'Reads from', 'Read by'],
  domains.map((domain) => [
    domainLink(site, domain.id),
    domain.products,
    domain.datasets,
    listOf(domain.readsFrom.map((id) => domainLink(site, id))),
    listOf(domain.readBy.map((id) => domainLink(site, id))),
  ]),
)}
</section>
<section><h2>Products</h2>
${productTable(site, products.slice(offset, offset + PAGE_LENGTH), true)}
${pager('./?', offset, products.length)}
</section>
<p class="links"><a href="api/v1/products">Products as JSON</a> <a href="api/v1/datasets">Datasets</a> <a href="api/v1/tags">Tags</a> <a href="api/v1/calendars">Calendars</a></p>`,
  );
}

export function domainPage(
  { catalog }: Snapshot,
  root: string,
  domain: DomainAsset,
  offset: number,
): string {
  const site: Site = { catalog, root };
  const products = catalog.products.filter((product) => product.domain === domain.id);
  return documentText(
    { title: domain.id, root, plant: catalog.plant.name },
    html`<h1>${domain.id}</h1>
${facts([
  ['Teams', listOf(domain.teams)],
  ['Reads from', listOf(domain.readsFrom.map((id) => domainLink(site, id)))],
  ['Read by', listOf(domain.readBy.map((id) => domainLink(site, id)))],
])}
<section><h2>Products</h2>
${productTable(site, products.slice(offset, offset + PAGE_LENGTH), false)}
${pager(`${segment(domain.id)}?`, offset, products.length)}
</section>
<p class="links"><a href="${root}api/v1/domains/${segment(domain.id)}">This domain as JSON</a> <a href="${root}api/v1/products?domain=${segment(domain.id)}">Its products</a></p>`,
  );
}

function productTable(site: Site, products: readonly ProductAsset[], withDomain: boolean): Html {
  return table(
    'Products',
    ['Product', ...(withDomain ? ['Domain'] : []), 'Kind', 'Status', 'Purpose', 'Datasets'],
    products.map((product) => [
      productLink(site, product.id),
      ...(withDomain ? [domainLink(site, product.domain)] : []),
      product.kind,
      badge(product.status),
      html`<span class="clip">${product.purpose}</span>`,
      listOf(product.datasets.slice(0, 3).map((id) => datasetLink(site, id))),
    ]),
  );
}

/** What a query found. An empty query shows how to ask. */
export function searchPage({ catalog, index }: Snapshot, query: string, offset: number): string {
  const site: Site = { catalog, root: '' };
  const { items, total } =
    query.trim() === ''
      ? { items: [], total: 0 }
      : index.search(query, { limit: PAGE_LENGTH, offset });
  return documentText(
    { title: 'Search', root: '', plant: catalog.plant.name, query },
    html`<h1>Search</h1>
<p class="lead" role="status">${total === 0 ? 'Nothing found.' : `${total} found.`}</p>
${
  total === 0 &&
  html`<p>Words are looked for in names, business names and descriptions; slips of a letter are forgiven. Narrow with <code>unit:mm</code>, <code>type:timestamp</code>, <code>domain:${catalog.domains[0]?.id ?? 'casting'}</code>, <code>kind:field</code>, <code>classification:personal</code>, <code>status:deprecated</code> or <code>identifier:heat</code>.</p>`
}
<ol class="hits" start="${offset + 1}">${items.map(
      (hit) =>
        html`<li><a href="${hrefOf(hit)}">${hit.title}</a> ${hit.unit !== undefined && html`<span class="unit">${hit.unit}</span>`} ${badge(hit.status)} ${hit.kind === 'field' && hit.classification !== 'internal' && badge(hit.classification)}
<span class="soft">${hit.kind}${hit.type !== undefined && hit.type !== hit.kind && ` · ${hit.type}`}</span>
<br><span class="soft small">${hit.dataset !== undefined ? datasetLink(site, hit.dataset) : hit.product !== undefined && productLink(site, hit.product)}${hit.domain !== undefined && ` · ${hit.domain}`}</span>
${hit.description !== undefined && html`<p>${hit.description}</p>`}</li>\n`,
    )}</ol>
${pager(`search?q=${segment(query)}&`, offset, total)}
<p class="links"><a href="api/v1/search?q=${segment(query === '' ? 'heat' : query)}">This search as JSON</a></p>`,
  );
}

function hrefOf(hit: SearchHit): string {
  if (hit.dataset !== undefined) return `datasets/${segment(hit.dataset)}`;
  return hit.product === undefined ? './' : `products/${segment(hit.product)}`;
}

function pager(address: string, offset: number, total: number): Html | undefined {
  if (total <= PAGE_LENGTH) return undefined;
  const last = Math.min(offset + PAGE_LENGTH, total);
  return html`<nav class="pager" aria-label="Pages">${
    offset > 0 &&
    html`<a rel="prev" href="${address}offset=${Math.max(0, offset - PAGE_LENGTH)}">← before</a> `
  }<span class="soft">${offset + 1}–${last} of ${total}</span>${
    last < total && html` <a rel="next" href="${address}offset=${last}">more →</a>`
  }</nav>`;
}

/** What went wrong, for people. `path` is where, so that its links lead back. */
export function problemPage(problem: Problem, path: string): string {
  const depth = Math.min(20, Math.max(0, (path.split('?')[0] ?? '').split('/').length - 2));
  const root = '../'.repeat(depth);
  return documentText(
    { title: problem.title, root },
    html`<h1>${problem.title}</h1>
<p class="lead">${problem.detail}.</p>
<p><a href="${root === '' ? './' : root}">To the first page</a></p>`,
  );
}
