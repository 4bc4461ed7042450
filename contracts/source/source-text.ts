import type { Finding, Place } from '../finding.ts';
import { sourceFinding } from './source-rules.ts';

/** The text of a file and the way from an offset in it to a line and a column. */
export interface SourceText {
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** The range of two UTF-16 offsets; `end` is exclusive. */
  placeAt(start: number, end: number): Place;
}

// Everything of C0, DEL and C1 except tab, line feed and carriage return; the two line separators
// that JavaScript alone takes for line ends; and the marks that reorder what a reviewer sees.
const forbidden =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/;

/** The first character that no contract may hold, as an offset; -1 where there is none. */
export function forbiddenCharacterAt(text: string): number {
  return text.search(forbidden);
}

/** Names a character so that the message itself stays printable. */
export function characterName(text: string, offset: number): string {
  const code = text.codePointAt(offset) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Decodes UTF-8 strictly; findings instead of a text where the bytes are refused. */
export function decodeSource(
  path: string,
  bytes: Uint8Array,
  maxBytes: number,
): { readonly source?: SourceText; readonly findings: readonly Finding[] } {
  const start: Place = { file: path, line: 1, column: 1 };
  if (bytes.length > maxBytes) {
    const message = `${path} is larger than ${maxBytes} bytes`;
    return {
      findings: [sourceFinding('file-too-large', start, '', message, 'split it or remove data')],
    };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = 1 + countLineFeeds(bytes, firstInvalidByte(bytes));
    const message = `${path} is not UTF-8 text from line ${line} on`;
    return {
      findings: [
        sourceFinding('not-utf8', { ...start, line }, '', message, 'save it as UTF-8 without BOM'),
      ],
    };
  }
  const findings: Finding[] = [];
  if (text.startsWith('\ufeff')) {
    text = text.slice(1);
    const message = `${path} starts with a byte order mark`;
    findings.push(
      sourceFinding('byte-order-mark', start, '', message, 'save it as UTF-8 without BOM'),
    );
  }
  const source: SourceText = { path, text, placeAt: placesOf(path, text) };
  const bad = forbiddenCharacterAt(text);
  if (bad >= 0) {
    const message = `${path} holds the character ${characterName(text, bad)}`;
    findings.push(
      sourceFinding('control-character', source.placeAt(bad, bad + 1), '', message, 'remove it'),
    );
    return { findings };
  }
  return { source, findings };
}

/** Line starts are found once; each place is a binary search. */
function placesOf(path: string, text: string): SourceText['placeAt'] {
  let starts: number[] | undefined;
  const position = (offset: number) => {
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        starts.push(at + 1);
      }
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return (start, end) => {
    const from = position(Math.min(start, text.length));
    const to = position(Math.min(Math.max(start, end), text.length));
    return { file: path, ...from, endLine: to.line, endColumn: to.column };
  };
}

function firstInvalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (decodes(bytes.subarray(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countLineFeeds(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (const byte of bytes.subarray(0, end)) if (byte === 0x0a) count += 1;
  return count;
}
