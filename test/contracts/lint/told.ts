import type { Finding, Place } from '../../../contracts/finding.ts';

/**
 * What a rule tells, for golden files: place, message, the line with its mark, hint and fix. Not
 * the text that the command line shows, so that its layout may change alone.
 */
export function told(
  findings: readonly Finding[],
  files: Readonly<Record<string, string>>,
): string {
  return findings
    .map(({ severity, place, message, hint, fix }) => {
      const line = (files[place.file] ?? '').split('\n')[place.line - 1] ?? '';
      return [
        `${severity} ${place.file}:${place.line}:${place.column}`,
        message,
        ...marked(line, place),
        ...(hint === undefined ? [] : [`hint: ${hint}`]),
        ...(fix === undefined ? [] : [`fix: ${fix.title}`]),
        ...(fix?.edits ?? []).map(({ text }) => `  -> ${JSON.stringify(text)}`),
      ].join('\n');
    })
    .join('\n\n')
    .concat('\n');
}

/** The line from a little before the place, and a mark below the place. */
function marked(
  line: string,
  { line: first, column, endLine, endColumn }: Place,
): readonly string[] {
  const from = Math.max(0, column - 30);
  const end = endLine === first && endColumn !== undefined ? endColumn : column + 1;
  const shown = line.slice(from, from + 80);
  const width = Math.max(1, Math.min(end, from + 81) - column);
  return [`| ${shown}`, `| ${' '.repeat(column - 1 - from)}${'^'.repeat(width)}`];
}
