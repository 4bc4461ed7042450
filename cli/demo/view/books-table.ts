import type { Colours } from '../../render/colours.ts';
import { type BookLine, imbalances } from './book-line.ts';
import { grouped, tableLines } from './table.ts';

interface BooksColumn {
  readonly title: string;
  readonly short: string;
  /** The column with the lowest number goes first where room is short; without one it stays. */
  readonly dispensable?: number;
  readonly cell: (line: BookLine) => string;
}

const columnsInOrder: readonly BooksColumn[] = [
  { title: 'stream', short: 'stream', cell: ({ stream }) => stream },
  { title: 'received', short: 'received', cell: ({ received }) => grouped(received) },
  { title: 'stored', short: 'stored', dispensable: 3, cell: ({ stored }) => grouped(stored) },
  {
    title: 'duplicate',
    short: 'dup.',
    dispensable: 2,
    cell: ({ duplicate }) => grouped(duplicate),
  },
  {
    title: 'curated',
    short: 'curated',
    dispensable: 4,
    cell: ({ curated }) => (curated === undefined ? '–' : grouped(curated)),
  },
  {
    title: 'quarantined',
    short: 'quar.',
    dispensable: 5,
    cell: ({ quarantined }) => grouped(quarantined),
  },
  { title: 'held', short: 'held', dispensable: 1, cell: ({ held }) => grouped(held) },
  {
    title: 'pending',
    short: 'pending',
    cell: ({ curated, pending }) => (curated === undefined ? '–' : grouped(pending)),
  },
  {
    title: 'books',
    short: 'books',
    cell: (line) => (imbalances(line).length === 0 ? '✓' : '✗'),
  },
];

/**
 * A line per stream, with a tick where its books balance. Within `width` characters: headings
 * become shorter, then the columns that a person misses least go, then streams lose their ends.
 */
export function booksTable(
  lines: readonly BookLine[],
  colours: Colours,
  width = Number.POSITIVE_INFINITY,
): readonly string[] {
  const [titles = '', ...table] = fitting(lines, width);
  return [colours.faint(titles), ...table];
}

function fitting(lines: readonly BookLine[], width: number): readonly string[] {
  let narrowest: readonly string[] = [];
  for (let dropped = 0; dropped <= 5; dropped += 1) {
    const columns = columnsInOrder.filter(({ dispensable = 9 }) => dispensable > dropped);
    for (const heading of ['title', 'short'] as const) {
      narrowest = drawn(lines, columns, heading);
      if (widest(narrowest) <= width) return narrowest;
    }
  }
  const streamWidth = Math.max('stream'.length, ...lines.map(({ stream }) => stream.length));
  const left = Math.max(4, streamWidth - (widest(narrowest) - width));
  const columns = columnsInOrder.filter(({ dispensable }) => dispensable === undefined);
  const shorter = lines.map((line) => ({ ...line, stream: ended(line.stream, left) }));
  return drawn(shorter, columns, 'short');
}

function drawn(
  lines: readonly BookLine[],
  columns: readonly BooksColumn[],
  heading: 'title' | 'short',
): readonly string[] {
  return tableLines(
    columns.map((column) => ({
      title: column[heading],
      align: column.title === 'stream' || column.title === 'books' ? 'left' : 'right',
    })),
    lines.map((line) => columns.map(({ cell }) => cell(line))),
  );
}

function widest(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => line.length));
}

function ended(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
