import type { Finding, Severity } from '../../contracts/finding.ts';

/** Worst first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** True for `threshold` and everything worse. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

/** How many findings of each severity. */
export function countFindings(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity] += 1;
  return counts;
}

/** `2 errors, 1 warning`; the empty text where there is none. */
export function countsText(findings: readonly Finding[]): string {
  const counts = countFindings(findings);
  return severities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => plural(counts[severity], severity === 'info' ? 'remark' : severity))
    .join(', ');
}

/** `1 file`, `3 files`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
