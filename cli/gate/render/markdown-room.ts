/** A part of the comment that opens at a click. */
export interface Fold {
  readonly title: string;
  /** Each whole in itself: a list entry, a table row, a block of code. */
  readonly entries: readonly string[];
  /** What stands between them: '\n' for lists and rows, '\n\n' for blocks. */
  readonly between: '\n' | '\n\n';
  /** Stands above the entries and is not cut: the head of a table. */
  readonly head?: string;
}

/** Entries as far as there is room, and how many are left out. */
export function fitted(entries: readonly string[], room: number, between: string): string {
  const kept: string[] = [];
  let used = 0;
  for (const entry of entries) {
    used += entry.length + between.length;
    if (used > room - 80) break;
    kept.push(entry);
  }
  const left = entries.length - kept.length;
  if (left === 0) return kept.join(between);
  const note = `and ${left} more, which this comment has no room for: \`tundish check\` prints them.`;
  return [...kept, ...(between === '\n' && kept.length > 0 ? [`\n${note}`] : [note])].join(between);
}

/** The fold in at most about `room` characters. */
export function foldText({ title, entries, between, head }: Fold, room: number): string {
  const open = `<details><summary>${title}</summary>`;
  const top = head === undefined ? '' : `${head}\n`;
  const inner = fitted(entries, room - open.length - top.length - 20, between);
  return `${open}\n\n${top}${inner}\n\n</details>`;
}
