/** Escapes one member name for a JSON pointer (RFC 6901 §3). */
export function escapeToken(name: string): string {
  // Hardly any name has one of them, and names are escaped by the million.
  if (!name.includes('~') && !name.includes('/')) return name;
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The member name that an escaped token stands for: `~1` is `/`, then `~0` is `~`. */
export function unescapeToken(token: string): string {
  return token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token;
}

/** Appends one member name or item number to a JSON pointer. */
export function pointerTo(pointer: string, token: string | number): string {
  return `${pointer}/${typeof token === 'number' ? token : escapeToken(token)}`;
}

/** The names along a JSON pointer, unescaped; undefined where the text is no pointer. */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  return pointer.startsWith('/') ? pointer.slice(1).split('/').map(unescapeToken) : undefined;
}
