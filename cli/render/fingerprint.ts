import { createHash } from 'node:crypto';
import type { Finding } from '../../contracts/finding.ts';

/**
 * A name for each finding, in order, that stays when lines move, so that a code host can tell old
 * findings from new ones: 32 hex digits over rule, file, pointer and message without the places
 * that it names. Findings that have all these in common are counted, so no two names are equal.
 */
export function fingerprints(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const message = finding.message.replace(/\b(lines?|columns?|positions?) \d+( and \d+)?/g, '$1');
    const parts = [finding.rule, finding.place.file, finding.pointer, message];
    const text = JSON.stringify(parts);
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    const counted = count === 1 ? text : `${text}${count}`;
    return createHash('sha256').update(counted).digest('hex').slice(0, 32);
  });
}
