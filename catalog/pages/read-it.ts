import type { DatasetAsset } from '../assets/shapes.ts';
import { type Html, html } from './html.ts';
import { table } from './layout.ts';

const rowsInWords: Readonly<Record<DatasetAsset['physicalViews'][number]['rows'], string>> = {
  all: 'every record',
  newest: 'the newest of each key',
  elements: 'elements of lists in a record',
  samples: 'samples of good quality',
  history: 'everything, with when it was known',
  reference: 'what the repository says',
  genealogy: 'which identifier came out of which',
};

/** How to read a dataset: the query to begin with, then all views of the major. */
export function howToRead(dataset: DatasetAsset, major: number | undefined): Html {
  const views = dataset.physicalViews.filter((view) => view.major === major);
  const [first] = views;
  if (first === undefined) return html`<p>No view shows it.</p>`;
  const own = first.columns.filter(({ name }) => !name.startsWith('_'));
  const isKey = ({ name }: { readonly name: string }): boolean => dataset.key.includes(name);
  const columns = [...own.filter(isKey), ...own.filter((each) => !isKey(each))].slice(0, 6);
  const statement = `SELECT ${columns.map(({ name }) => quoted(name)).join(', ')} FROM ${first.name
    .split('.')
    .map(quoted)
    .join('.')} LIMIT 10`;
  return html`<pre><code>psql -c '${statement.replaceAll("'", "'\\''")}'</code></pre>
${table(
  'Views',
  ['View', 'A row is', 'Columns'],
  views.map((view) => [
    html`<code>${view.name}</code>`,
    rowsInWords[view.rows],
    html`<details><summary>${view.columns.length}</summary>${view.columns.map(
      ({ name, type, unit }) =>
        html`<span class="column"><code>${name}</code> ${type}${unit !== undefined && ` [${unit}]`}</span>`,
    )}</details>`,
  ]),
)}
${
  dataset.stream !== undefined &&
  html`<p class="soft">Arrives over MQTT at ${dataset.stream.topics.map(
    (topic, index) => html`${index > 0 && ', '}<code>${topic}</code>`,
  )}.</p>`
}`;
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
