import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Waiver } from '../../contracts/model/waiver.ts';

/** An entry as it is written. */
export type WaiverEntry = Omit<Waiver, 'place'>;

/**
 * The text of a waivers.yaml with one more entry at its end; comments, order and layout of what is
 * there stay. Undefined where the file holds something else than a list of waivers.
 */
export function withWaiver(text: string | undefined, entry: WaiverEntry): string | undefined {
  if (text === undefined || text.trim() === '') return `waivers:\n${block(entry, '  ')}`;
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return undefined;
  const { contents } = document;
  if (contents === null) return `${endedByLine(text)}waivers:\n${block(entry, '  ')}`;
  if (!isMap(contents)) return undefined;
  if (!contents.has('waivers')) return `${endedByLine(text)}waivers:\n${block(entry, '  ')}`;
  const list = contents.get('waivers', true);
  if (isSeq(list)) return list.flow === true ? inFlow(text, list, entry) : below(text, list, entry);
  const range = (list as { readonly range?: readonly [number, number, number] } | undefined)?.range;
  const isEmpty = list === null || (list as { readonly value?: unknown }).value === null;
  if (!isEmpty || range === undefined) return undefined;
  const key = text.slice(0, range[0]).replace(/[ \t]*$/, '');
  const rest = text.slice(range[1]).replace(/^[ \t]*\n?/, '');
  return `${key}\n${block(entry, '  ')}${rest}`;
}

/** Behind the last item, as far in as the first. */
function below(text: string, list: YAMLSeq, entry: WaiverEntry): string | undefined {
  const ranges = list.items.map(
    (item) => (item as { readonly range?: readonly [number, number, number] }).range,
  );
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first === undefined || last === undefined || first === null || last === null) {
    return undefined;
  }
  const lineStart = text.lastIndexOf('\n', first[0] - 1) + 1;
  const indent = /^( *)-/.exec(text.slice(lineStart))?.[1];
  if (indent === undefined) return undefined;
  const isEnded = text[last[1] - 1] === '\n';
  const lineEnd = isEnded ? last[1] : text.indexOf('\n', last[1]) + 1;
  const at = lineEnd <= 0 ? text.length : lineEnd;
  return `${endedByLine(text.slice(0, at))}${block(entry, indent)}${text.slice(at)}`;
}

function inFlow(text: string, list: YAMLSeq, entry: WaiverEntry): string | undefined {
  const { range } = list;
  if (range === null || range === undefined) return undefined;
  if (list.items.length === 0) {
    const key = text.slice(0, range[0]).replace(/[ \t]*$/, '');
    return `${key}\n${block(entry, '  ').trimEnd()}${text.slice(range[1])}`;
  }
  const end = text.lastIndexOf(']', range[1]);
  const head = text.slice(0, end).replace(/,?\s*$/, '');
  const members = pairsOf(entry).map(([key, value]) => `${key}: ${value}`);
  return `${head}, { ${members.join(', ')} }${text.slice(end)}`;
}

function block(entry: WaiverEntry, indent: string): string {
  return pairsOf(entry)
    .map(([key, value], index) => `${indent}${index === 0 ? '- ' : '  '}${key}: ${value}\n`)
    .join('');
}

function pairsOf({ rule, at, reason, owner, until }: WaiverEntry) {
  return [
    ['rule', scalar(rule)],
    ['at', scalar(at)],
    ['reason', JSON.stringify(reason)],
    ['owner', scalar(owner)],
    ['until', JSON.stringify(until)],
  ] as const;
}

/** Plain where every reader takes it for a text. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

function endedByLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
