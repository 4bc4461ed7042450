import { createHash } from 'node:crypto';
import type { Reason } from './reason.ts';

/**
 * The incident that a broken message belongs to: same stream, same rule, same place, by the
 * message's first reason. Array
 * positions do not tell incidents apart, so one wrong unit in a thousand samples is one incident.
 * Twelve hex digits, short enough to type.
 */
export function incidentFingerprint(stream: string, reason: Reason | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify([stream, reason?.rule ?? '', incidentPointer(reason?.pointer ?? '')]))
    .digest('hex')
    .slice(0, 12);
}

/** Array positions of a pointer as a star: `/samples/3` becomes a star below `/samples`. */
export function incidentPointer(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}
