/** Appends one member name or item number to a JSON pointer (RFC 6901 §3). */
export function pointerTo(pointer: string, token: string | number): string {
  return typeof token === 'number'
    ? `${pointer}/${token}`
    : `${pointer}/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The names along a JSON pointer, unescaped; undefined where the text is no pointer. */
export function pointerTokens(pointer: string): readonly string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
