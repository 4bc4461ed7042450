import type { Finding } from '../../contracts/finding.ts';
import { countFindings } from './counts.ts';
import { fingerprints } from './fingerprint.ts';

/** Grows when a key of the document goes or changes its meaning; new keys come without a change. */
const version = 1;

/** Findings as one JSON document (docs/check-formats.md). */
export function renderJson(findings: readonly Finding[]): string {
  const names = fingerprints(findings);
  const named = findings.map((finding, index) => ({ ...finding, fingerprint: names[index] }));
  return safeJson({ version, counts: countFindings(findings), findings: named });
}

/**
 * A value as indented JSON. Control and direction characters are escaped, because a terminal may
 * show the document.
 */
export function safeJson(value: unknown): string {
  const escaped = JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
