import type { Finding } from '../../contracts/finding.ts';
import { type Colours, plain } from './colours.ts';
import { excerpt } from './excerpt.ts';
import { changedLines } from './fixed-text.ts';
import { readerTexts } from './reader-text.ts';
import { visible } from './visible.ts';
import { wrapped } from './wrapped.ts';

/** The text of a source file, or undefined where it is not at hand. */
export type SourceText = (file: string) => string | undefined;

/**
 * Findings as a person reads them: what is wrong, where, the line with a caret, why it matters, the
 * next step, and the change that a fix makes. A reason that several findings share, and the way to
 * a rule's page, are told once. Lines have at most 100 columns, but for a word that is longer. Findings
 * that can be waived name the command that accepts them for a while.
 */
export function renderText(
  findings: readonly Finding[],
  sourceText: SourceText,
  colours: Colours = plain,
  canWaive: (finding: Finding) => boolean = () => false,
): string {
  const told = new Set<string>();
  return findings
    .map((finding) => {
      const isNew = (what: string) => {
        if (told.has(what)) return false;
        told.add(what);
        return true;
      };
      return renderFinding(finding, sourceText, isNew, colours, canWaive);
    })
    .join('\n');
}

function renderFinding(
  finding: Finding,
  sourceText: SourceText,
  isNew: (what: string) => boolean,
  colours: Colours,
  canWaive: (finding: Finding) => boolean,
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
  for (const { label, text: shown } of finding.evidence ?? []) {
    lines.push(...evidenceLines(label, shown, gutter));
  }
  readerTexts(finding.affects ?? []).forEach((line, index) => {
    say(index === 0 ? '= readers:' : '          ', line);
  });
  const help = finding.hint ?? finding.fix?.title;
  if (help !== undefined) say('help:', help);
  lines.push(...fixLines(finding, sourceText));
  if (isNew(rule)) say('more:', `tundish explain ${rule}`);
  if (finding.subject !== undefined && canWaive(finding)) {
    say('allow once:', waiveCommand(rule, finding.subject));
  }
  return `${lines.join('\n')}\n`;
}

/** The command that accepts a finding for a while. */
export function waiveCommand(rule: string, subject: string): string {
  return `tundish waive ${rule}:${subject} --until <date> --reason "…"`;
}

const mostEvidence = 400;

/** A label and a text that need not have spaces, in lines of at most 100 columns. */
function evidenceLines(label: string, text: string, gutter: string): readonly string[] {
  const start = `${gutter} = ${visible(label)}: `;
  const cut = text.length > mostEvidence ? `${text.slice(0, mostEvidence)}…` : text;
  const indent = `${gutter}      `;
  const parts = cut.split('\n').flatMap((line) => {
    const shown = visible(line);
    return shown.length + start.length <= 100 ? [shown] : chunks(shown, 100 - indent.length);
  });
  const [first = ''] = parts;
  const fits = start.length + first.length <= 100;
  return [
    fits ? start + first : start.trimEnd(),
    ...(fits ? parts.slice(1) : parts).map((part) => indent + part),
  ];
}

function chunks(text: string, size: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at += size) found.push(text.slice(at, at + size));
  return found;
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
