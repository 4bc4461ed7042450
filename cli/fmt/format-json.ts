import { parseJson } from '../../contracts/source/parse-json.ts';
import type { SourceNode } from '../../contracts/source/source-document.ts';

/**
 * A JSON text with two spaces of indentation per level. Texts and numbers stay as they are written,
 * to the last digit and escape; what stood on one line stays on one line. `text` has been read
 * without errors.
 */
export function formatJson(path: string, text: string): string {
  const { document } = parseJson(path, new TextEncoder().encode(text));
  if (document === undefined) throw new Error(`${path} has been read and cannot be read again`);
  return `${printed(document.root, text, '')}\n`;
}

function printed(node: SourceNode, text: string, indent: string): string {
  if (node.kind === 'scalar') return text.slice(node.start, node.end);
  const inner = `${indent}  `;
  const isOneLine = !text.slice(node.start, node.end).includes('\n');
  const below = isOneLine ? indent : inner;
  const parts =
    node.kind === 'array'
      ? node.items.map((item) => printed(item, text, below))
      : [...node.members.values()].map(
          (member) =>
            `${text.slice(member.start, member.end)}: ${printed(member.node, text, below)}`,
        );
  const [open, close] = node.kind === 'array' ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  if (!isOneLine)
    return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
  const gap = node.kind === 'array' ? '' : ' ';
  return open + gap + parts.join(', ') + gap + close;
}
