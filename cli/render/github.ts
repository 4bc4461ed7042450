import type { Finding } from '../../contracts/finding.ts';
import { countsText, severities } from './counts.ts';
import { detailTexts } from './reader-text.ts';
import { visible } from './visible.ts';

/** GitHub shows as many annotations of each severity per step and drops the others. */
const shownOfEach = 10;

/**
 * Findings as workflow commands that GitHub shows beside the changed lines, ten of each severity, the
 * worst first and of those the ones on changed lines; the others as lines of the log. Text from
 * contracts is escaped so that it can neither end the command nor start another one.
 */
export function renderGithub(
  findings: readonly Finding[],
  isOnChangedLine: (finding: Finding) => boolean = () => false,
): string {
  const seen = { error: 0, warning: 0, info: 0 };
  const shown: Finding[] = [];
  const left: Finding[] = [];
  const rank = (finding: Finding) =>
    severities.indexOf(finding.severity) * 2 + (isOnChangedLine(finding) ? 0 : 1);
  const sorted = [...findings].sort((a, b) => rank(a) - rank(b));
  for (const finding of sorted) {
    seen[finding.severity] += 1;
    (seen[finding.severity] <= shownOfEach ? shown : left).push(finding);
  }
  const lines = shown.map(annotation);
  if (left.length > 0) {
    lines.push(
      `GitHub shows ${shownOfEach} annotations of each severity; ${countsText(left)} more:`,
      ...left.map(logLine),
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** The dash keeps a file name from starting a command. */
function logLine({ severity, rule, place, message }: Finding): string {
  return `- ${visible(place.file)}:${place.line}:${place.column} ${severity}[${rule}] ${visible(message)}`;
}

function annotation(finding: Finding): string {
  const { file, line, column, endLine, endColumn } = finding.place;
  const command = finding.severity === 'info' ? 'notice' : finding.severity;
  const range = [
    `file=${property(file)}`,
    `line=${line}`,
    `col=${column}`,
    ...(endLine === undefined ? [] : [`endLine=${endLine}`]),
    // GitHub ignores a column range that spans lines.
    ...(endColumn === undefined || (endLine ?? line) !== line ? [] : [`endColumn=${endColumn}`]),
    `title=${property(finding.rule)}`,
  ];
  const body = [finding.message, finding.why, ...detailTexts(finding), finding.hint]
    .filter((part) => part !== undefined)
    .map(visible)
    .join('\n');
  return `::${command} ${range.join(',')}::${data(body)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
