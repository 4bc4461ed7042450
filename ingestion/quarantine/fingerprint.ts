import { createHash } from 'node:crypto';
import type { Reason } from './reason.ts';

/**
 * The incident that a broken message belongs to: same stream, same rule, same place, by its first
 * reason. Array positions do not tell incidents apart, so one wrong unit in a thousand samples is
 * one incident. Twelve hex digits, short enough to type.
 */
export function incidentFingerprint(stream: string, reasons: readonly Reason[]): string {
  const [first] = reasons;
  return createHash('sha256')
    .update(JSON.stringify([stream, first?.rule ?? '', withoutPositions(first?.pointer ?? '')]))
    .digest('hex')
    .slice(0, 12);
}

/** `/samples/3/temperature` as `/samples/-/temperature`. */
function withoutPositions(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/-');
}
