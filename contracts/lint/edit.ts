import type { Edit, Fix } from '../finding.ts';
import { itemNodes, type NodeAt, placeOf } from '../source/node-at.ts';

/**
 * Replaces a value by another text of its file's language. Undefined for a text that spans lines
 * (a block scalar), where the replacement could change what stands around it.
 */
export function replaceValue(at: NodeAt, text: string, title: string): Fix | undefined {
  const place = wholePlace(at);
  if (place === undefined || place.endLine !== place.line) return undefined;
  return { title, edits: [{ place, text }] };
}

/** A text as a scalar: JSON in JSON files, plain or quoted in YAML. */
function scalarText(at: NodeAt, value: string): string {
  const plain =
    /^([A-Za-z/][\w./-]*|\d+\.\d+\.\d+)$/.test(value) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain && !at.document.path.endsWith('.json') ? value : JSON.stringify(value);
}

/** Replaces a text by another one, written as its file needs it. */
export function replaceText(at: NodeAt, value: string): Fix | undefined {
  return replaceValue(at, scalarText(at, value), `write ${value}`);
}

/**
 * Takes an item out of a list, together with the separator in front of it. Undefined for the first
 * item, and where a comment may stand between it and the one before.
 */
export function removeItem(list: NodeAt, index: number, title: string): Fix | undefined {
  const items = itemNodes(list);
  const before = items[index - 1];
  const own = items[index];
  return before === undefined || own === undefined ? undefined : cutBetween(before, own, title);
}

function cutBetween(before: NodeAt, own: NodeAt, title: string): Fix | undefined {
  const from = wholePlace(before);
  const to = wholePlace(own);
  if (from === undefined || to === undefined) return undefined;
  const near = to.line === from.endLine || (to.line === from.endLine + 1 && from.endColumn > 1);
  if (!near || to.endColumn === 1) return undefined;
  const place = {
    file: from.file,
    line: from.endLine,
    column: from.endColumn,
    endLine: to.endLine,
    endColumn: to.endColumn,
  };
  return { title, edits: [{ place, text: '' }] };
}

function wholePlace(at: NodeAt): Edit['place'] | undefined {
  const { endLine, endColumn, ...start } = placeOf(at);
  return endLine === undefined || endColumn === undefined
    ? undefined
    : { ...start, endLine, endColumn };
}
