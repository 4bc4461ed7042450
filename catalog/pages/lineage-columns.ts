import { lineageOf } from '../assets/lineage.ts';
import type { LineageNode } from '../assets/lineage-shapes.ts';
import type { Snapshot } from '../service/snapshot.ts';
import { type Html, html } from './html.ts';
import { datasetLink, productLink, type Site } from './layout.ts';

/** One step up and down, side by side. */
export function lineageColumns(snapshot: Snapshot, site: Site, id: string): Html {
  const lineage = lineageOf(snapshot.catalog, snapshot.graph, { id, depth: 1, direction: 'both' });
  if (lineage === undefined) return html``;
  const viaOf = (other: string): string =>
    lineage.edges
      .filter(({ from, to }) => from === other || to === other)
      .map(({ kind, via }) => (kind === 'transform' ? via.join(', ') : kind))
      .join(', ');
  const column = (title: string, nodes: readonly LineageNode[]): Html =>
    html`<div><h3>${title}</h3>${
      nodes.length === 0
        ? html`<p class="none">nothing declared</p>`
        : html`<ul>${nodes.map(
            (node) =>
              html`<li>${node.type === 'dataset' ? datasetLink(site, node.id) : productLink(site, node.id)} <span class="soft">${node.kind}${node.domain !== undefined && ` · ${node.domain}`}</span><br><span class="soft small">${viaOf(node.id)}</span></li>`,
          )}</ul>`
    }</div>`;
  return html`<div class="lineage">
${column(
  'Comes from',
  lineage.nodes.filter(({ distance }) => distance < 0),
)}
<div class="here" aria-hidden="true"><span>${id}</span></div>
${column(
  'Goes to',
  lineage.nodes.filter(({ distance }) => distance > 0),
)}
</div>`;
}
