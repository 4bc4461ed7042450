import { type CST, Parser } from 'yaml';
import { parseJson } from '../../contracts/source/parse-json.ts';
import { parseYaml } from '../../contracts/source/parse-yaml.ts';
import type { SourceDocument, SourceNode } from '../../contracts/source/source-document.ts';
import { plainValue } from '../../contracts/source/source-tree.ts';
import { formatJson } from './format-json.ts';
import { formatYaml } from './format-yaml.ts';

/** What formatting a file came to. */
export type Formatting =
  | { readonly kind: 'formatted'; readonly text: string }
  /** The file cannot be read, so its layout is not touched; `reason` is the first problem. */
  | { readonly kind: 'left'; readonly reason: string };

/**
 * Formats one YAML or JSON file by its name. The result says what the file says, with the same
 * comments in the same order, and formatting it again changes nothing: each is checked, and a file
 * where it does not hold is left as it is.
 */
export function formatFile(path: string, bytes: Uint8Array): Formatting {
  const before = read(path, bytes);
  if (typeof before === 'string') return { kind: 'left', reason: before };
  const written = new TextDecoder().decode(bytes).replaceAll('\r\n', '\n');
  const text = format(path, written);
  const after = read(path, new TextEncoder().encode(text));
  const isSame =
    typeof after !== 'string' &&
    said(after) === said(before) &&
    (path.endsWith('.json') || commentsOf(text).join('\n') === commentsOf(written).join('\n')) &&
    format(path, text) === text;
  if (isSame) return { kind: 'formatted', text };
  return { kind: 'left', reason: 'its layout cannot be changed without changing what it says' };
}

function format(path: string, text: string): string {
  return path.endsWith('.json') ? formatJson(path, text) : formatYaml(text);
}

function read(path: string, bytes: Uint8Array): SourceDocument | string {
  const { document, findings } = path.endsWith('.json')
    ? parseJson(path, bytes)
    : parseYaml(path, bytes);
  const [first] = findings;
  return (
    document ??
    (first === undefined ? 'it cannot be read' : `line ${first.place.line}: ${first.message}`)
  );
}

/** The value with the digits of its numbers. */
function said(document: SourceDocument): string {
  const digits: string[] = [];
  const waiting: SourceNode[] = [document.root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'scalar') digits.push(node.numberText ?? '');
    if (node.kind === 'array') waiting.push(...node.items);
    if (node.kind === 'object')
      for (const { node: inner } of node.members.values()) waiting.push(inner);
  }
  return JSON.stringify([plainValue(document.root), digits]);
}

/** The comments of a YAML text, in their order. */
export function commentsOf(text: string): readonly string[] {
  const comments: string[] = [];
  const waiting: CST.Token[] = [...new Parser().parse(text)].reverse();
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    if (token.type === 'comment') comments.push(token.source.trimEnd());
    waiting.push(...partsOf(token).reverse());
  }
  return comments;
}

function partsOf(token: CST.Token): CST.Token[] {
  const parts: (CST.Token | null | undefined)[] = [];
  if (token.type === 'document') parts.push(...token.start, token.value);
  if (token.type === 'block-scalar') parts.push(...token.props);
  if ('items' in token) {
    for (const { start, key, sep, value } of token.items) {
      parts.push(...start, key, ...(sep ?? []), value);
    }
  }
  if ('end' in token) parts.push(...(token.end ?? []));
  return parts.filter((part) => part !== undefined && part !== null);
}
