import type { Colours } from '../../render/colours.ts';
import { type BookLine, imbalances } from './book-line.ts';
import { grouped, tableLines } from './table.ts';

const right = ['received', 'stored', 'duplicate', 'curated', 'quarantined', 'held', 'pending'];

/** A line per stream, with a tick where its books balance. */
export function booksTable(lines: readonly BookLine[], colours: Colours): readonly string[] {
  const rows = lines.map((line) => [
    line.stream,
    ...[line.received, line.stored, line.duplicate].map(grouped),
    line.curated === undefined ? '–' : grouped(line.curated),
    grouped(line.quarantined),
    grouped(line.held),
    line.curated === undefined ? '–' : grouped(line.pending),
    imbalances(line).length === 0 ? '✓' : '✗',
  ]);
  const [titles = '', ...table] = tableLines(
    [
      { title: 'stream', align: 'left' },
      ...right.map((title) => ({ title, align: 'right' as const })),
      { title: 'books', align: 'left' },
    ],
    rows,
  );
  return [colours.faint(titles), ...table];
}
