/**
 * The only place that turns untrusted text into SQL: identifiers, literals and comments. All of it
 * holds for any setting of the server (standard_conforming_strings on or off) in a UTF-8 database.
 */

/** PostgreSQL's NAMEDATALEN - 1: longer identifiers are cut silently, so that two become one. */
export const IDENTIFIER_BYTES = 63;

/** A quoted identifier. Throws a RangeError for what PostgreSQL cannot hold as a name. */
export function quoteIdentifier(name: string): string {
  if (name === '') throw new RangeError('an SQL identifier cannot be empty');
  if (!isStorableText(name)) {
    throw new RangeError('an SQL identifier cannot hold NUL or half a surrogate pair');
  }
  if (utf8Length(name) > IDENTIFIER_BYTES) {
    throw new RangeError(`an SQL identifier has at most ${IDENTIFIER_BYTES} bytes`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** `"schema"."name"`. */
export function qualifiedName(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** A comma-separated list of quoted identifiers. */
export function identifierList(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(', ');
}

/** A text literal. Throws a RangeError for text that a text column cannot hold. */
export function quoteLiteral(text: string): string {
  if (!isStorableText(text)) {
    throw new RangeError('an SQL text cannot hold NUL or half a surrogate pair');
  }
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}

/** A literal for descriptions: characters that PostgreSQL cannot hold become U+FFFD. */
export function commentLiteral(text: string): string {
  return quoteLiteral(toStorableText(text));
}

/** One line of SQL comment; line ends and control characters in `text` become spaces. */
export function lineComment(text: string): string {
  return `-- ${toStorableText(text).replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]/g, ' ')}`;
}

/** False for NUL and for half a surrogate pair: neither has a place in a UTF-8 database. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !hasLoneSurrogate(text);
}

/** The text with everything that PostgreSQL cannot hold replaced by U+FFFD. */
export function toStorableText(text: string): string {
  return text
    .replaceAll('\0', '\ufffd')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** Length in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function hasLoneSurrogate(text: string): boolean {
  return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
