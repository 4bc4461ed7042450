import type { Finding } from '../../contracts/finding.ts';
import { countFindings } from './counts.ts';

/** Findings as one JSON document; `version` grows when a key changes its meaning. */
export function renderJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ version: 1, counts: countFindings(findings), findings }, null, 2)}\n`;
}
