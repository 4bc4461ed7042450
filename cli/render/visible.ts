/**
 * Text from contracts and payloads, safe to show: control characters, escape sequences and
 * characters that turn the direction of text are written as escapes, so that no file can move the
 * cursor, hide a line or set a colour. `##[`, which build logs take for a command of their own
 * wherever it stands, is broken up.
 */
export function visible(text: string): string {
  return text
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (character) => {
        if (character === '\t') return '\\t';
        if (character === '\n') return '\\n';
        if (character === '\r') return '\\r';
        return escaped(character);
      },
    )
    .replaceAll('##[', '#\\u0023[');
}

/** The same text for a terminal that shows ASCII alone. */
export function asciiOnly(text: string): string {
  return text.replaceAll('…', '...').replace(/[^\u0000-\u007f]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
