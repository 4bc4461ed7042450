import type { DatasetAsset } from '../assets/shapes.ts';
import type { Snapshot } from '../service/snapshot.ts';
import { fieldTable, tagTable } from './field-table.ts';
import { html, segment } from './html.ts';
import {
  badge,
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

/** `major` is one of the dataset's. */
export function datasetPage(
  snapshot: Snapshot,
  root: string,
  dataset: DatasetAsset,
  major: number | undefined,
): string {
  const { catalog } = snapshot;
  const site: Site = { catalog, root };
  const { result, stream, transform, files } = dataset;
  const tags = catalog.tags.filter((tag) => tag.dataset === dataset.id);
  const fields = (catalog.fields.get(dataset.id) ?? []).filter((field) => field.major === major);
  const version = dataset.versions.find((each) => each.major === major);
  return documentText(
    { title: dataset.id, root, plant: catalog.plant.name },
    html`<p class="path">${dataset.domain !== undefined && html`${domainLink(site, dataset.domain)} / `}${dataset.product !== undefined && productLink(site, dataset.product)}</p>
<h1><code>${dataset.id}</code> ${badge(version?.status)} ${badge(dataset.kind)}</h1>
${dataset.description !== undefined && html`<p class="lead">${dataset.description}</p>`}
<section><h2>Can I use it?</h2>
${facts([
  ['Version', version?.version],
  [
    'Majors',
    dataset.majors.length < 2
      ? undefined
      : listOf(
          dataset.majors.map((each) =>
            each === major
              ? html`<b>v${each}</b>`
              : html`<a href="${segment(dataset.id)}?major=${each}">v${each}</a>`,
          ),
        ),
  ],
  [
    'Key',
    dataset.key.length === 0
      ? undefined
      : listOf(dataset.key.map((path) => html`<code>${path}</code>`)),
  ],
  ['A later record', dataset.change === 'revise' ? 'of the same key revises it' : undefined],
  [
    'Event time',
    stream?.eventTime === undefined ? undefined : html`<code>${stream.eventTime}</code>`,
  ],
  ['Sampling', stream?.samplingMs === undefined ? undefined : `${stream.samplingMs} ms`],
  [
    'Computed by',
    transform === undefined
      ? undefined
      : html`<code>${transform.path}</code>, ${transform.refresh}`,
  ],
  ['Files', files === undefined ? undefined : `${files.entries} in ${files.folder}`],
  [
    'Made by',
    dataset.madeBy.length === 0
      ? undefined
      : listOf(dataset.madeBy.map((id) => productLink(site, id))),
  ],
  [
    'Result of',
    result === undefined
      ? undefined
      : html`<code>${result.model}</code> <code>${result.modelVersion}</code>, run <code>${result.run}</code>, input <code>${result.inputFrom}</code> to <code>${result.inputUntil}</code>`,
  ],
])}
</section>
<section><h2>What is in it?</h2>
${fieldTable(`Fields of ${dataset.name}`, fields)}
${tags.length > 0 && html`<h3>Tags</h3>${tagTable('Tags', tags)}`}
${
  dataset.quality.length > 0 &&
  html`<h3>What is checked</h3>${table(
    'Quality rules',
    ['Rule', 'Dimension', 'Severity'],
    dataset.quality.map(({ name, description, dimension, severity, field }) => [
      html`${name ?? description}${field !== undefined && html` <code>${field}</code>`}`,
      dimension,
      severity,
    ]),
  )}`
}
</section>
<section><h2>How do I read it?</h2>
${howToRead(dataset, major)}
</section>
<section><h2>Where does it come from, who uses it?</h2>
${
  major === dataset.majors.at(-1) &&
  dataset.derives.length > 0 &&
  facts(
    dataset.derives.map(
      ({ parentKind, childKind, parent, child, share }) =>
        [
          `${parentKind} → ${childKind}`,
          html`<code>${parent}</code> → <code>${child}</code>${share !== undefined && html`, share <code>${share}</code>`}`,
        ] as const,
    ),
  )
}
${lineageColumns(snapshot, site, dataset.id)}
</section>
<p class="links"><a href="${root}api/v1/datasets/${segment(dataset.id)}">This dataset as JSON</a> <a href="${root}api/v1/datasets/${segment(dataset.id)}/fields?limit=100${major !== undefined && `&major=${major}`}">Fields</a> <a href="${root}api/v1/lineage/${segment(dataset.id)}?depth=3">Lineage</a></p>`,
  );
}
