import { createHash } from 'node:crypto';

/** A strong validator of exactly these bytes. */
export function etagOf(body: string | Buffer): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether If-None-Match names what would be sent (weak comparison, RFC 9110, 13.1.2). */
export function isKnown(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  return field.split(',').some((each) => {
    const known = each.trim();
    return known === '*' || known.replace(/^W\//, '') === etag;
  });
}
