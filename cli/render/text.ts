import type { Finding } from '../../contracts/finding.ts';
import { type Colours, plain } from './colours.ts';
import { excerpt } from './excerpt.ts';
import { changedLines } from './fixed-text.ts';
import { visible } from './visible.ts';
import { wrapped } from './wrapped.ts';

/** The text of a source file, or undefined where it is not at hand. */
export type SourceText = (file: string) => string | undefined;

/**
 * Findings as a person reads them: what is wrong, where, the line with a caret, why it matters, the
 * next step, and the change that a fix makes. A reason that several findings share, and the way to
 * a rule's page, are told once. Lines have at most 100 columns, but for a word that is longer.
 */
export function renderText(
  findings: readonly Finding[],
  sourceText: SourceText,
  colours: Colours = plain,
): string {
  const told = new Set<string>();
  return findings
    .map((finding) => {
      const isNew = (what: string) => {
        if (told.has(what)) return false;
        told.add(what);
        return true;
      };
      return renderFinding(finding, sourceText, isNew, colours);
    })
    .join('\n');
}

function renderFinding(
  finding: Finding,
  sourceText: SourceText,
  isNew: (what: string) => boolean,
  colours: Colours,
): string {
  const { rule, severity, place, why } = finding;
  const text = sourceText(place.file);
  const gutter = ' '.repeat(String(place.line).length);
  const head = `${severity}[${rule}]`;
  const [first = '', ...rest] = wrapped(visible(finding.message), '  ', head.length + 2);
  const lines = [
    `${colours.severity(severity, head)}: ${colours.strong(first)}`,
    ...rest.map((line) => `  ${colours.strong(line.trimStart())}`),
    `${colours.faint(`${gutter}-->`)} ${visible(place.file)}:${place.line}:${place.column}`,
    ...(text === undefined ? [] : excerpt(text, place, severity, colours)),
  ];
  const say = (label: string, what: string) => {
    const start = `${gutter} ${label} `;
    const [line = '', ...more] = wrapped(visible(what), `${gutter}      `, start.length);
    lines.push(start + line, ...more);
  };
  if (why !== undefined && isNew(`${rule}\n${why}`)) say('= because:', why);
  const help = finding.hint ?? finding.fix?.title;
  if (help !== undefined) say('help:', help);
  lines.push(...fixLines(finding, sourceText));
  if (isNew(rule)) say('more:', `tundish explain ${rule}`);
  return `${lines.join('\n')}\n`;
}

const fixLinesShown = 12;

/** The change of a fix as lines to take away and lines to put there. */
function fixLines({ fix }: Finding, sourceText: SourceText): readonly string[] {
  if (fix === undefined) return [];
  const files = [...new Set(fix.edits.map((edit) => edit.place.file))];
  const lines = files.flatMap((file) => {
    const text = sourceText(file);
    if (text === undefined) return [];
    const edits = fix.edits.filter((edit) => edit.place.file === file);
    return changedLines(text, edits).flatMap(({ line, removed, added }) => [
      ...removed.map((each, index) => diffLine(line + index, '-', each)),
      ...added.map((each, index) => diffLine(line + index, '+', each)),
    ]);
  });
  const left = lines.length - fixLinesShown;
  return left <= 1 ? lines : [...lines.slice(0, fixLinesShown), `  and ${left} more lines`];
}

function diffLine(line: number, sign: '-' | '+', text: string): string {
  const start = `${line} ${sign} `;
  const shown = visible(text);
  const room = 100 - start.length;
  return start + (shown.length > room ? `${shown.slice(0, room - 1)}…` : shown);
}
