import type { Finding, Severity } from '../../contracts/finding.ts';
import { reaches } from './counts.ts';
import { detailTexts } from './reader-text.ts';
import { visible } from './visible.ts';

/**
 * Findings as JUnit XML: one test case each, failed from the severity `failOn` on and passed with
 * the finding as its output below it; one passed case where there is nothing.
 */
export function renderJunit(findings: readonly Finding[], failOn: Severity): string {
  const failures = findings.filter(({ severity }) => reaches(severity, failOn)).length;
  const counts = `tests="${Math.max(1, findings.length)}" failures="${failures}" errors="0"`;
  const cases =
    findings.length === 0
      ? ['    <testcase classname="tundish" name="check"/>']
      : findings.map((finding) => testCase(finding, reaches(finding.severity, failOn)));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="tundish check" ${counts} skipped="0">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(finding: Finding, isFailure: boolean): string {
  const { rule, severity, place, message, why, hint } = finding;
  const at = `${place.file}:${place.line}:${place.column}`;
  const body = [at, message, why, ...detailTexts(finding), hint].flatMap((part) =>
    part === undefined ? [] : [xml(part)],
  );
  const [open, close] = isFailure
    ? [`<failure type="${severity}" message="${xml(message)}">`, '</failure>']
    : ['<system-out>', '</system-out>'];
  return [
    `    <testcase classname="${xml(place.file)}" name="${xml(`${rule}: ${message} (${at})`)}" file="${xml(place.file)}" line="${place.line}">`,
    `      ${open}${body.join('\n')}${close}`,
    '    </testcase>',
  ].join('\n');
}

/** Visible text holds no character that XML forbids, so only the markup is left to escape. */
function xml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
