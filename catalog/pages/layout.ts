import type { Catalog } from '../assets/catalog.ts';
import { type Html, html, segment, textOf } from './html.ts';

/** Where a page stands: its links are relative, so that the catalog works below any prefix. */
export interface Site {
  readonly catalog: Catalog;
  /** From the page's folder to the catalog's: `` or `../`. */
  readonly root: string;
}

/** A whole document. `query` fills the search box. */
export function documentText(
  page: {
    readonly title: string;
    readonly root: string;
    readonly plant?: string | undefined;
    readonly query?: string;
  },
  body: Html,
): string {
  const { title, root, plant, query } = page;
  return `${textOf(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}${plant !== undefined && plant !== title && ` · ${plant}`}</title>
<link rel="stylesheet" href="${root}style.css">
<link rel="icon" href="${root}icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="home" href="${root === '' ? './' : root}">${plant ?? 'Catalog'}</a>
<form action="${root}search" method="get" role="search">
<input type="search" name="q" value="${query ?? ''}" maxlength="300" placeholder="heat, unit:mm, type:timestamp …" aria-label="Search the catalog" required>
<button>Search</button>
</form>
</header>
<main id="main">
${body}
</main>
<footer><a href="${root}api/v1">JSON API</a> <a href="${root}openapi.json">OpenAPI</a> <span>Tundish catalog</span></footer>
</body>
</html>`)}\n`;
}

export function productLink({ root, catalog }: Site, id: string): Html {
  const product = catalog.productById.get(id);
  if (product === undefined) return html`<span>${id}</span>`;
  return html`<a href="${root}products/${segment(id)}">${product.name}</a>`;
}

export function datasetLink({ root, catalog }: Site, id: string): Html {
  if (!catalog.datasetById.has(id)) return html`<code>${id}</code>`;
  return html`<a href="${root}datasets/${segment(id)}"><code>${id}</code></a>`;
}

export function domainLink({ root }: Site, id: string): Html {
  return html`<a href="${root}domains/${segment(id)}">${id}</a>`;
}

export function badge(text: string | undefined): Html | undefined {
  return text === undefined
    ? undefined
    : html`<span class="badge ${badgeTone(text)}">${text}</span>`;
}

function badgeTone(text: string): string {
  if (text === 'active') return 'good';
  if (['deprecated', 'proposed', 'draft', 'restricted', 'confidential'].includes(text)) {
    return 'warn';
  }
  return ['retired', 'personal'].includes(text) ? 'bad' : 'plain';
}

/** A table that scrolls in its own box where the window is narrow. */
export function table(
  caption: string,
  heads: readonly (string | Html)[],
  rows: readonly (readonly (string | number | Html | undefined)[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>`;
}

/** Joined with commas; a dash where there is nothing. */
export function listOf(parts: readonly (string | Html)[]): Html {
  if (parts.length === 0) return html`<span class="none">–</span>`;
  return html`${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}`;
}

/** Names and what they stand for; rows without a value are left out. */
export function facts(
  rows: readonly (readonly [name: string, value: string | number | Html | undefined])[],
): Html {
  return html`<dl>${rows.map(
    ([name, value]) => value !== undefined && html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
