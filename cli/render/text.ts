import type { Finding } from '../../contracts/finding.ts';
import { type Colours, plain } from './colours.ts';
import { excerpt } from './excerpt.ts';
import { visible } from './visible.ts';

/** The text of a source file, or undefined where it is not at hand. */
export type SourceText = (file: string) => string | undefined;

/**
 * Findings as a person reads them: `file:line:column severity[rule] message`, the line with a
 * caret, why it matters, the next step. A reason that several findings share is told once.
 */
export function renderText(
  findings: readonly Finding[],
  sourceText: SourceText,
  colours: Colours = plain,
): string {
  const told = new Set<string>();
  return findings
    .map((finding) => {
      const isNew = finding.why !== undefined && !told.has(`${finding.rule}\n${finding.why}`);
      told.add(`${finding.rule}\n${finding.why ?? ''}`);
      return renderFinding(finding, sourceText(finding.place.file), isNew, colours);
    })
    .join('\n');
}

function renderFinding(
  finding: Finding,
  text: string | undefined,
  withWhy: boolean,
  colours: Colours,
): string {
  const { file, line, column } = finding.place;
  const label = colours.severity(finding.severity, `${finding.severity}[${finding.rule}]`);
  const lines = [
    `${visible(file)}:${line}:${column} ${label} ${colours.strong(visible(finding.message))}`,
    ...(text === undefined ? [] : excerpt(text, finding.place, finding.severity, colours)),
  ];
  if (withWhy && finding.why !== undefined) lines.push(`  = why: ${visible(finding.why)}`);
  if (finding.hint !== undefined) lines.push(`  = do: ${visible(finding.hint)}`);
  return `${lines.join('\n')}\n`;
}
