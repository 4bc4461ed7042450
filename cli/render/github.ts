import type { Finding } from '../../contracts/finding.ts';
import { visible } from './visible.ts';

/**
 * Findings as workflow commands that GitHub shows beside the changed lines. Text from contracts is
 * escaped so that it can neither end the command nor start another one.
 */
export function renderGithub(findings: readonly Finding[]): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join('');
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
  const body = [finding.message, finding.why, finding.hint]
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
