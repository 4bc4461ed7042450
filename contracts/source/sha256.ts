/**
 * Lower-case hex SHA-256 (FIPS 180-4). The digest is the web platform's own, which Node and browsers
 * have without an import: the language stays free of Node's modules.
 */
export async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
