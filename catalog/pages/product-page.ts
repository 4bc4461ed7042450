import type { ContractVersionAsset, ProductAsset } from '../assets/shapes.ts';
import type { Snapshot } from '../service/snapshot.ts';
import { fieldTable } from './field-table.ts';
import { followable, type Html, html, segment } from './html.ts';
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
import { lineageColumns } from './lineage-columns.ts';
import { howToRead } from './read-it.ts';

/** Its datasets are told in full up to here; beyond, each has its own page. */
const MOST_DATASETS = 4;

export function productPage(snapshot: Snapshot, root: string, product: ProductAsset): string {
  const { catalog } = snapshot;
  const site: Site = { catalog, root };
  const contracts = catalog.contracts.filter((each) => each.product === product.id);
  const datasets = product.datasets.flatMap((id) => catalog.datasetById.get(id) ?? []);
  const told = datasets.slice(0, MOST_DATASETS);
  return documentText(
    { title: product.name, root, plant: catalog.plant.name },
    html`<p class="path">${domainLink(site, product.domain)}</p>
<h1>${product.name} ${badge(product.status)}${product.kind !== 'data' && html` ${badge(product.kind)}`}</h1>
${product.purpose !== undefined && html`<p class="lead">${product.purpose}</p>`}
<section><h2>Can I use it?</h2>
${facts([
  ['Owner', ownerText(product)],
  ['Version', product.version],
  ['Strictest field', badge(product.classification)],
  ['Ask for access', accessText(contracts)],
  ['Limits', listOrNothing(contracts.flatMap(({ limitations }) => limitations ?? []))],
  ['Use', listOrNothing(contracts.flatMap(({ usage }) => usage ?? []))],
])}
${promises(contracts)}
${component(site, product)}
</section>
${
  datasets.length > 0 &&
  html`<section><h2>What is in it?</h2>
${told.map((dataset) => {
  const fields = catalog.fields.get(dataset.id) ?? [];
  const newest = dataset.majors.at(-1);
  return html`<h3>${datasetLink(site, dataset.id)} <span class="soft">${dataset.kind}</span></h3>
${dataset.description !== undefined && html`<p>${dataset.description}</p>`}
${fieldTable(
  `Fields of ${dataset.name}`,
  fields.filter(({ major }) => major === newest),
)}`;
})}
${
  datasets.length > told.length &&
  html`<p>And ${listOf(datasets.slice(told.length).map(({ id }) => datasetLink(site, id)))}.</p>`
}</section>
<section><h2>How do I read it?</h2>
${told.map(
  (dataset) =>
    html`${told.length > 1 && html`<h3>${datasetLink(site, dataset.id)}</h3>`}${howToRead(dataset, dataset.majors.at(-1))}`,
)}</section>`
}
<section><h2>Where does it come from, who uses it?</h2>
${facts([
  [
    'Reads',
    product.inputPorts.length === 0
      ? undefined
      : listOf(
          product.inputPorts.map(({ product: from, contract, version }) =>
            from === undefined
              ? html`<code>${contract}</code>`
              : html`${productLink(site, from)} <span class="soft">${version}</span>`,
          ),
        ),
  ],
  ['Read by', listOf(product.consumers.map((id) => productLink(site, id)))],
])}
${datasets.slice(0, 1).map(({ id }) => lineageColumns(snapshot, site, id))}
</section>
${
  contracts.length > 0 &&
  html`<section><h2>Versions</h2>
${table(
  'Versions',
  ['Contract', 'Version', 'Status', 'In the repository'],
  contracts.map((contract) => [
    contract.name ?? contract.contract,
    contract.version,
    badge(contract.status),
    html`<code>${contract.path}</code>`,
  ]),
)}</section>`
}
<p class="links"><a href="${root}api/v1/products/${segment(product.id)}">This product as JSON</a></p>`,
  );
}

function ownerText({ owner }: ProductAsset): Html | undefined {
  if (owner === undefined) return undefined;
  const href = owner.contact === undefined ? undefined : followable(owner.contact);
  const contact =
    href === undefined
      ? owner.contact
      : html`<a href="${href}" rel="noopener noreferrer nofollow">${owner.contact?.replace(/^mailto:/, '')}</a>`;
  return html`<b>${owner.team}</b>${contact !== undefined && html` · ${contact}`}${
    owner.members.length > 0 &&
    html`<br><span class="soft">${owner.members.map(
      ({ username, role }, index) =>
        html`${index > 0 && ', '}${username}${role !== undefined && ` (${role})`}`,
    )}</span>`
  }`;
}

function accessText(contracts: readonly ContractVersionAsset[]): Html | undefined {
  const roles = [...new Set(contracts.flatMap(({ roles: each }) => each.map(({ role }) => role)))];
  return roles.length === 0
    ? undefined
    : html`role ${listOf(roles.map((role) => html`<code>${role}</code>`))}`;
}

function listOrNothing(texts: readonly string[]): Html | undefined {
  const unique = [...new Set(texts)];
  return unique.length === 0 ? undefined : html`${unique.map((text) => html`<p>${text}</p>`)}`;
}

/** Service levels of the newest major of each contract. */
function promises(contracts: readonly ContractVersionAsset[]): Html | undefined {
  const newest = contracts.filter(
    (contract) => contracts.findLast((each) => each.contract === contract.contract) === contract,
  );
  const slas = newest.flatMap(({ slas: each }) => each);
  if (slas.length === 0) return undefined;
  return html`<ul class="promises">${slas.map(
    ({ property, value, unit, element, calendar }) =>
      html`<li><span class="soft">${property.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}</span><b>${value}${unit !== undefined && ` ${unit}`}</b>${
        element !== undefined && html`<span class="soft small">${element}</span>`
      }${calendar !== undefined && html`<span class="soft small">by ${calendar}</span>`}</li>`,
  )}</ul>`;
}

function component(site: Site, { component: made }: ProductAsset): Html | undefined {
  if (made === undefined) return undefined;
  return facts([
    ['Good for', made.intendedUse],
    ['Artifact', made.artifact === undefined ? undefined : html`<code>${made.artifact}</code>`],
    ['Source', made.source === undefined ? undefined : html`<code>${made.source}</code>`],
    ['Language', made.language],
    ['License', made.license],
    [
      'Makes',
      made.makes.length === 0 ? undefined : listOf(made.makes.map((id) => datasetLink(site, id))),
    ],
    [
      'Measured',
      made.measured.length === 0
        ? undefined
        : html`${made.measured.map(({ name, value }) => html`<p>${name}: <b>${value}</b></p>`)}`,
    ],
  ]);
}
