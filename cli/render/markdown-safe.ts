import { visible } from './visible.ts';

/** Ends what a code host would take for a mention, a reference or a link, and is not seen. */
const gap = '\u200b';

/**
 * Text from contracts as Markdown prose that shows the very text and does nothing: no markup, no
 * HTML, no link or image, no table cell, no mention and no reference to an issue on GitHub or
 * GitLab. One line.
 */
export function prose(text: string): string {
  return (
    visible(text)
      .replaceAll('&', entity)
      .replace(/[\\`*[\]<>|~{}^]/g, entity)
      // Between two letters an underscore is no emphasis, and names stay readable.
      .replace(/_/g, (sign, at: number, all: string) =>
        /[\p{L}\p{N}]/u.test(all[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(all[at + 1] ?? '')
          ? sign
          : entity(sign),
      )
      .replace(/^[#+\-=]/, entity)
      .replace(/^(\d+)([.)])(?=\s|$)/, (_, digits: string, sign: string) => digits + entity(sign))
      .replaceAll('$', entity('$') + gap)
      .replace(/@/g, `@${gap}`)
      .replace(/:\/\//g, `:${gap}//`)
      .replace(/(\bwww)\./gi, `$1${gap}.`)
      .replace(/\b(gh)-(?=\d)/gi, `$1${gap}-`)
      .replace(/(?<!&)([#!%~])(?=[\p{L}\p{N}_"'])/gu, `$1${gap}`)
      .replace(/:(?=[a-z0-9_+-]+:)/gi, `:${gap}`)
  );
}

/** Text from contracts as a span of code, where nothing has a meaning; safe in a table's cell. */
export function code(text: string): string {
  // Within code a bar still ends a cell, and no escape works both inside of a table and outside.
  const shown = visible(text).replaceAll('|', '\u2758').trim();
  if (shown === '') return '` `';
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return fence + room + shown + room + fence;
}

/** Lines as a block of code, which nothing in them can end, and none of which is a command. */
export function fenced(language: string, lines: readonly string[]): string {
  const shown = lines.map((line) => withoutCommand(visible(line)));
  const runs = shown.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [fence + language, ...shown, fence].join('\n');
}

/**
 * A line that begins with `::name` is a command to a job of GitHub Actions that prints it, and one with
 * `/name` to GitLab; a text of a contract within an SQL literal may hold such lines.
 */
function withoutCommand(line: string): string {
  return line.replace(/^(\s*)::(?=\S)/, '$1:\\u003a').replace(/^(\s*)\/(?=[A-Za-z])/, '$1\\u002f');
}

/** A handle of the code host as written in the plant, where it is one: it calls people. */
export function mention(handle: string): string {
  const isHandle = /^@[A-Za-z0-9][A-Za-z0-9-]{0,38}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99})*$/.test(
    handle,
  );
  return isHandle ? handle : prose(handle);
}

function entity(sign: string): string {
  return `&#${sign.charCodeAt(0)};`;
}

/** At most so many characters, cut with an ellipsis; before anything is escaped. */
export function cutTo(most: number, text: string): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
