import { visible } from './visible.ts';

/** One thing that another format says and the result does not say in the same way. */
export interface LossRow {
  /** The thing: `default of column grade`, `example`, `12 undeclared members`. */
  readonly what: string;
  /** Where it stands in the source: a path, a line, a cell (`heat.json:/chemistry`, `sheet Fields, C7`). */
  readonly where: string;
  /** What stands for it now; `nothing` where it is gone. */
  readonly became: string;
  /** Why, in one clause. */
  readonly why: string;
}

const titles = { what: 'what', where: 'where', became: 'became', why: 'why' } as const;
const widest = { what: 40, where: 56, became: 40, why: 200 } as const;
const columns = ['what', 'where', 'became', 'why'] as const;
const mostRows = 100;

/**
 * What a conversion loses or turns into something else, as a table with a title line; the sentence
 * that nothing is lost where there are no rows. Never empty: silence would be read as completeness.
 */
export function renderLossTable(rows: readonly LossRow[]): string {
  if (rows.length === 0) return 'Nothing is lost in translation.\n';
  const shown = rows.slice(0, mostRows).map((row) => cellsOf(row));
  const lines = [titles, ...shown];
  const widths = columns.map((column) => Math.max(...lines.map((line) => line[column].length)));
  const text = lines.map((line) =>
    columns
      .map((column, at) => line[column].padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const more = rows.length - shown.length;
  return `Lost in translation (${rows.length}):\n${text.map((line) => `  ${line}\n`).join('')}${
    more === 0 ? '' : `  … and ${more} more\n`
  }`;
}

function cellsOf(row: LossRow): Record<(typeof columns)[number], string> {
  return {
    what: cell(row.what, widest.what),
    where: cell(row.where, widest.where),
    became: cell(row.became, widest.became),
    why: cell(row.why, widest.why),
  };
}

function cell(text: string, most: number): string {
  const shown = visible(text);
  return shown.length <= most ? shown : `${shown.slice(0, most - 1)}…`;
}
