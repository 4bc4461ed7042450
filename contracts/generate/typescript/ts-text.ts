/** A type name made of a name's words: `heat_sample_v1` becomes `HeatSampleV1`. */
export function typeName(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const plain = joined.replace(/[^\p{ID_Continue}]/gu, '');
  return /^\p{ID_Start}/u.test(plain) ? plain : `T${plain}`;
}

/** A member's name as it stands in an interface. */
export function memberName(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : stringLiteral(name);
}

/** A string literal that no character of the text can end or break. */
export function stringLiteral(text: string): string {
  return `'${[...text].map(escapeCharacter).join('')}'`;
}

function escapeCharacter(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  const code = character.codePointAt(0) ?? 0;
  const unsafe =
    code < 0x20 || code === 0x7f || /[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(character);
  return unsafe ? `\\u{${code.toString(16)}}` : character;
}

/**
 * A TSDoc block of lines, or nothing without any. Text comes from contracts: it can neither end the
 * comment nor start a tag, and invisible direction marks are shown by number.
 */
export function docComment(lines: readonly (string | undefined)[], indent = ''): string {
  const texts = lines
    .filter((line) => line !== undefined)
    .flatMap((line) => line.split(/\r\n|[\n\r\u2028\u2029]/))
    .map(commentLine)
    .filter((line) => line !== '');
  if (texts.length === 0) return '';
  if (texts.length === 1) return `${indent}/** ${texts[0]} */\n`;
  return `${indent}/**\n${texts.map((text) => `${indent} * ${text}\n`).join('')}${indent} */\n`;
}

function commentLine(line: string): string {
  return line
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, (character) =>
      character === '\t' ? ' ' : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}`,
    )
    .replaceAll('*/', '*\\/')
    .replaceAll('/*', '/\\*')
    .replace(/(?<!\\)([@{}])/g, '\\$1')
    .trim();
}
