import type { Place, Severity } from '../../contracts/finding.ts';
import type { Colours } from './colours.ts';
import { visible } from './visible.ts';

const columnsMax = 88;

/**
 * The source line of a place with a caret under its range, as three lines; a long line is cut to
 * the neighbourhood of the range. Empty where the file has no such line.
 */
export function excerpt(
  text: string,
  place: Place,
  severity: Severity,
  colours: Colours,
): readonly string[] {
  const line = text.split('\n')[place.line - 1]?.replace(/\r$/, '');
  if (line === undefined || line.trim() === '') return [];
  const start = place.column - 1;
  const endsHere = place.endLine === undefined || place.endLine === place.line;
  const end = endsHere ? (place.endColumn ?? place.column + 1) - 1 : line.length;
  const isCut = line.length > columnsMax && start > columnsMax - 20;
  const from = isCut ? start - 30 : 0;
  const shownEnd = Math.min(line.length, from + columnsMax);
  const before = visible(line.slice(from, start));
  const marked = visible(line.slice(start, Math.max(start + 1, Math.min(end, shownEnd))));
  const after = visible(line.slice(Math.max(start + 1, Math.min(end, shownEnd)), shownEnd));
  const head = from > 0 ? '…' : '';
  const tail = shownEnd < line.length ? '…' : '';
  const gutter = ' '.repeat(String(place.line).length);
  const caret = '^'.repeat(Math.max(1, displayWidth(marked)));
  return [
    colours.faint(`${gutter} |`),
    `${colours.faint(`${place.line} |`)} ${head}${before}${marked}${after}${tail}`,
    `${colours.faint(`${gutter} |`)} ${' '.repeat(displayWidth(head + before))}${colours.severity(severity, caret)}`,
  ];
}

/** Terminal cells: two for East Asian wide characters and emoji, none for combining marks. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
