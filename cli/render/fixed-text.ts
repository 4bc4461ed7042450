import type { Edit } from '../../contracts/finding.ts';

/** The text after the edits, which do not overlap. Throws where a place lies outside the text. */
export function fixedText(text: string, edits: readonly Edit[]): string {
  const starts = lineStarts(text);
  const ranges = edits
    .map((edit) => ({ ...rangeOf(edit, starts, text.length), text: edit.text }))
    .sort((a, b) => b.start - a.start || b.end - a.end);
  let result = text;
  for (const { start, end, text: inserted } of ranges) {
    result = result.slice(0, start) + inserted + result.slice(end);
  }
  return result;
}

/** True where one edit changes what the other one reads; edits that only touch count as well. */
export function editsOverlap(a: Edit, b: Edit): boolean {
  if (a.place.file !== b.place.file) return false;
  return !isBefore(a, b) && !isBefore(b, a);
}

/** Lines that the edits change, each group of neighbours with its old and its new lines. */
export interface ChangedLines {
  /** Of the first old line. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/**
 * What the edits of one file change, line by line, in the order of the file. Nothing where the text
 * is not the one that they were made for.
 */
export function changedLines(text: string, edits: readonly Edit[]): readonly ChangedLines[] {
  const sorted = [...edits].sort((a, b) => a.place.line - b.place.line);
  const groups: { first: number; last: number; edits: Edit[] }[] = [];
  for (const edit of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && edit.place.line <= group.last) {
      group.edits.push(edit);
      group.last = Math.max(group.last, edit.place.endLine);
    } else {
      groups.push({ first: edit.place.line, last: edit.place.endLine, edits: [edit] });
    }
  }
  const lines = text.split('\n');
  if (!sorted.every(({ place }) => isInside(place, lines))) return [];
  return groups.map((group) => {
    const removed = lines.slice(group.first - 1, group.last);
    const moved = group.edits.map((edit) => shifted(edit, group.first - 1));
    const added = fixedText(removed.join('\n'), moved).split('\n');
    return withoutSameEnds(group.first, removed, added);
  });
}

function isInside(place: Edit['place'], lines: readonly string[]): boolean {
  const reaches = (line: number, column: number) => column <= (lines[line - 1]?.length ?? -1) + 1;
  return reaches(place.line, place.column) && reaches(place.endLine, place.endColumn);
}

function withoutSameEnds(
  line: number,
  removed: readonly string[],
  added: readonly string[],
): ChangedLines {
  let head = 0;
  while (head < removed.length && head < added.length && removed[head] === added[head]) head += 1;
  let tail = 0;
  const rest = Math.min(removed.length, added.length) - head;
  while (tail < rest && removed.at(-1 - tail) === added.at(-1 - tail)) tail += 1;
  return {
    line: line + head,
    removed: removed.slice(head, removed.length - tail).map(withoutReturn),
    added: added.slice(head, added.length - tail).map(withoutReturn),
  };
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function shifted({ place, text }: Edit, by: number): Edit {
  return { place: { ...place, line: place.line - by, endLine: place.endLine - by }, text };
}

function isBefore(a: Edit, b: Edit): boolean {
  const { endLine, endColumn } = a.place;
  return endLine < b.place.line || (endLine === b.place.line && endColumn < b.place.column);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function rangeOf({ place }: Edit, starts: readonly number[], length: number) {
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1];
    const end = starts[line] ?? length + 1;
    if (start === undefined || column < 1 || start + column - 1 > end) {
      throw new RangeError(`the edit leaves its file at ${place.file}:${line}:${column}`);
    }
    return start + column - 1;
  };
  const start = offset(place.line, place.column);
  const end = offset(place.endLine, place.endColumn);
  if (end < start) throw new RangeError(`the edit ends before it starts in ${place.file}`);
  return { start, end };
}
