import type { Finding } from '../../contracts/finding.ts';
import { countFindings } from './counts.ts';

/**
 * Findings as one JSON document; `version` grows when a key changes its meaning. Control and
 * direction characters are escaped, because a terminal may show the document.
 */
export function renderJson(findings: readonly Finding[]): string {
  const text = JSON.stringify({ version: 1, counts: countFindings(findings), findings }, null, 2);
  const escaped = text.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${escaped}\n`;
}
