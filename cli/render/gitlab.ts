import type { Finding, Severity } from '../../contracts/finding.ts';
import { fingerprints } from './fingerprint.ts';
import { safeJson } from './json.ts';
import { visible } from './visible.ts';

const severities: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'minor',
  info: 'info',
};

/** Findings as GitLab's code quality report, a subset of the Code Climate format. */
export function renderGitlab(findings: readonly Finding[]): string {
  const names = fingerprints(findings);
  return safeJson(
    findings.map(({ rule, severity, place, message, hint }, index) => ({
      description: visible(hint === undefined ? message : `${message}; ${hint}`),
      check_name: rule,
      fingerprint: names[index],
      severity: severities[severity],
      location: {
        path: place.file,
        lines: { begin: place.line, end: place.endLine ?? place.line },
      },
    })),
  );
}
