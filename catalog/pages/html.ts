const markup = Symbol('markup');

/** Markup of our own. Made by `html` alone: no text of a contract can pass for it. */
export interface Html {
  readonly [markup]: string;
}

type Part = string | number | Html | undefined | false | readonly Part[];

/**
 * The only way from text to markup: every value is escaped for content and quoted attributes alike,
 * but for what `html` made itself. Lists are joined; undefined and false leave nothing. Characters
 * that would turn or hide the text around them are written out by their number.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.map((literal, index) => literal + rendered(parts[index])).join('');
  return { [markup]: text };
}

export function textOf(page: Html): string {
  return page[markup];
}

function rendered(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  if (markup in part) return part[markup];
  return part.map(rendered).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (character) =>
        character === '\r'
          ? ' '
          : `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

/** One segment of a path. */
export function segment(text: string): string {
  return encodeURIComponent(
    text.replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    ),
  );
}

/** A contact that a browser may follow; undefined for every other scheme, `javascript:` among them. */
export function followable(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
}
