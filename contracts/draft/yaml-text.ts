const reserved = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

/** A text as a block value, plain where it reads as itself there: sentences, topics. */
export function yamlText(text: string): string {
  const plain = /^[A-Za-z](?:[\w.,/{}()% -]*[\w.{})%-])?$/.test(text) && text.length <= 90;
  return plain && !reserved.has(text.toLowerCase()) ? text : JSON.stringify(text);
}

/** A text as one YAML scalar wherever it stands, quoted where it could be read as anything else. */
export function yamlScalar(text: string): string {
  const plain = /^[A-Za-z][\w./-]*$/.test(text) && !reserved.has(text.toLowerCase());
  return plain ? text : JSON.stringify(text);
}

/** A list of texts in flow style: `[source, sequence]`. */
export function yamlList(texts: readonly string[]): string {
  return `[${texts.map(yamlScalar).join(', ')}]`;
}

/**
 * Text of a sample in a comment: one line, without characters that could end the comment or turn
 * what a reviewer sees.
 */
export function commentText(text: string, most = 200): string {
  const plain = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
  return plain.length <= most ? plain : `${plain.slice(0, most - 1)}…`;
}

/** ` # ASK: …`, or nothing. */
export function askComment(ask: string | undefined): string {
  return ask === undefined ? '' : ` # ASK: ${commentText(ask, 400)}`;
}
