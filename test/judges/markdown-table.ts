/** A table of a Markdown file: one record per row, by the words of its head. */
export type Row = Readonly<Record<string, string>>;

/** The rows below a heading `## <heading>`. */
export function rowsBelow(markdown: string, heading: string): readonly Row[] {
  const part = markdown.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const lines = part.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map(cellsOf);
  return rows.map((cells) =>
    Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** Rows of the same keys as a table. */
export function tableOf(rows: readonly Row[]): string {
  const head = Object.keys(rows[0] ?? {});
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => line(head.map((name) => (row[name] ?? '').replaceAll('|', '\\|')))),
  ].join('\n');
}
