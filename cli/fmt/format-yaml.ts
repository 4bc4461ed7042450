import { type CST, Parser } from 'yaml';
import { applyChanges, type Change, lineStartsOf } from './text-changes.ts';

/** An open block collection: the column of its keys or dashes, as written and as it will be. */
interface Block {
  readonly old: number;
  readonly new: number;
}

/**
 * One YAML document with two spaces of indentation per level, lists indented below their key, double
 * quotes where single ones are not needed, LF line ends, no white space at the end of a line and no
 * two empty lines in a row. Comments, order, flow and block style and line breaks stay. `text` has
 * been read without errors and has LF line ends.
 */
export function formatYaml(text: string): string {
  const layout = new Layout(text);
  for (const token of new Parser().parse(text)) layout.visit(token, []);
  const result = applyChanges(text, layout.changes());
  // The end of a block scalar is part of its value.
  return layout.endsVerbatim ? result : `${result.trimEnd()}\n`;
}

class Layout {
  readonly #text: string;
  readonly #starts: readonly number[];
  /** Columns that lines will start in; lines without an entry are empty or belong to a scalar. */
  readonly #indents = new Map<number, number>();
  /** Lines of block scalars, where white space counts. */
  readonly #verbatim = new Set<number>();
  readonly #changes: Change[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStartsOf(text);
  }

  visit(token: CST.Token | null | undefined, blocks: readonly Block[]): void {
    switch (token?.type) {
      case 'document':
        this.#marks(token.start, blocks);
        this.visit(token.value, blocks);
        this.#marks(token.end, blocks);
        return;
      case 'block-map':
      case 'block-seq':
        this.#block(token, blocks);
        return;
      case 'flow-collection':
        this.#flow(token, blocks);
        return;
      case 'block-scalar':
        this.#blockScalar(token, blocks);
        return;
      case 'single-quoted-scalar':
        this.#quotes(token);
        this.#flowScalar(token, blocks);
        return;
      case 'scalar':
      case 'alias':
      case 'double-quoted-scalar':
        this.#flowScalar(token, blocks);
        return;
      case 'comment':
        this.#marks([token], blocks);
        return;
      default:
        return;
    }
  }

  get endsVerbatim(): boolean {
    const last = this.#starts.findLastIndex((start, line) => {
      const end = this.#starts[line + 1] ?? this.#text.length;
      return this.#verbatim.has(line) || this.#text.slice(start, end).trim() !== '';
    });
    return this.#verbatim.has(last);
  }

  /** Everything that is to change, from the lines and from within them. */
  changes(): readonly Change[] {
    const lines = this.#starts.map((start, line) => ({
      start,
      end: (this.#starts[line + 1] ?? this.#text.length + 1) - 1,
      line,
    }));
    let wasEmpty = true;
    for (const { start, end, line } of lines) {
      if (this.#verbatim.has(line)) {
        wasEmpty = false;
        continue;
      }
      const content = this.#text.slice(start, end);
      const trimmed = content.trim();
      if (trimmed === '') {
        // An empty line after an empty line goes with its line end.
        this.#changes.push({
          start,
          end: wasEmpty ? Math.min(end + 1, this.#text.length) : end,
          text: '',
        });
        wasEmpty = true;
        continue;
      }
      wasEmpty = false;
      const column = content.length - content.trimStart().length;
      const indent = this.#indents.get(line) ?? column;
      this.#changes.push({ start, end: start + column, text: ' '.repeat(indent) });
      this.#trimEnd(start + column, end);
    }
    return this.#changes;
  }

  #trimEnd(from: number, end: number): void {
    const content = this.#text.slice(from, end);
    const kept = content.trimEnd();
    // `\ ` at the end of a line of a quoted text is a space of its value.
    if (/(^|[^\\])(\\\\)*\\$/.test(kept)) return;
    this.#changes.push({ start: from + kept.length, end, text: '' });
  }

  #block(token: CST.BlockMap | CST.BlockSequence, blocks: readonly Block[]): void {
    const parent = blocks.at(-1);
    const block = { old: token.indent, new: parent === undefined ? 0 : parent.new + 2 };
    const inside = [...blocks, block];
    for (const item of token.items) {
      const isLast = item === token.items.at(-1);
      const isEmpty = item.value === undefined && item.key === undefined;
      // What follows a list in the column of its key belongs to the next key.
      const owners = isLast && isEmpty && parent?.old === block.old ? blocks : inside;
      this.#marks(item.start, owners, block);
      this.#dash(item.start, item.value);
      if (item.key !== undefined && item.key !== null) {
        this.#setIndent(item.key.offset, block.new);
        this.visit(item.key, inside);
      }
      this.#marks(item.sep, this.#below(item.value, inside), block);
      this.visit(item.value, inside);
    }
  }

  /** Comments between a key and its block stand in the column of the block. */
  #below(value: CST.Token | undefined, blocks: readonly Block[]): readonly Block[] {
    if (value?.type !== 'block-map' && value?.type !== 'block-seq') return blocks;
    return [...blocks, { old: value.indent, new: (blocks.at(-1)?.new ?? 0) + 2 }];
  }

  /** One space between a dash and what follows on its line. */
  #dash(start: readonly CST.SourceToken[], value: CST.Token | undefined): void {
    const dash = start.findIndex(({ type }) => type === 'seq-item-ind');
    const [space, next] = start.slice(dash + 1);
    if (dash < 0 || space?.type !== 'space' || next?.type === 'newline') return;
    if (next === undefined && value === undefined) return;
    this.#changes.push({
      start: space.offset,
      end: space.offset + space.source.length,
      text: ' ',
    });
  }

  #flow(token: CST.FlowCollection, blocks: readonly Block[]): void {
    this.#shift(token.start.offset, blocks);
    for (const { start, key, sep, value } of token.items) {
      this.#marks(start, blocks);
      this.visit(key, blocks);
      this.#marks(sep, blocks);
      this.visit(value, blocks);
    }
    this.#marks(token.end, blocks);
  }

  #flowScalar(token: CST.FlowScalar, blocks: readonly Block[]): void {
    this.#shift(token.offset, blocks);
    const first = this.#lineOf(token.offset);
    const last = this.#lineOf(token.offset + token.source.length);
    for (let line = first + 1; line <= last; line += 1) {
      const start = this.#starts[line] ?? 0;
      const spaces = this.#text.slice(start).search(/[^ \t]/);
      this.#shift(start + Math.max(0, spaces), blocks);
    }
    this.#marks(token.end, blocks);
  }

  /** Single quotes become double ones where nothing in them would need a backslash. */
  #quotes({ offset, source }: CST.FlowScalar): void {
    if (/[\\"\n]/.test(source)) return;
    const text = `"${source.slice(1, -1).replaceAll("''", "'")}"`;
    this.#changes.push({ start: offset, end: offset + source.length, text });
  }

  #blockScalar(token: CST.BlockScalar, blocks: readonly Block[]): void {
    let start = token.offset;
    let header = '';
    for (const prop of token.props) {
      if (!('source' in prop)) continue;
      if (prop.type === 'block-scalar-header') header = prop.source;
      start = prop.offset + prop.source.length;
    }
    const parent = blocks.at(-1) ?? { old: -1, new: -1 };
    const digit = /[1-9]/.exec(header)?.[0];
    const written = /^(?: *\n)*( *)[^ \n]/.exec(token.source)?.[1]?.length;
    const old = digit === undefined ? (written ?? 0) : Math.max(0, parent.old) + Number(digit);
    const indent = digit === undefined ? parent.new + 2 : Math.max(0, parent.new) + Number(digit);
    const from = this.#lineOf(start);
    const to = this.#lineOf(start + Math.max(0, token.source.length - 1));
    for (let line = from; line <= to && token.source !== ''; line += 1) {
      this.#verbatim.add(line);
      const lineStart = this.#starts[line] ?? 0;
      const lineEnd = (this.#starts[line + 1] ?? this.#text.length + 1) - 1;
      const content = this.#text.slice(lineStart, lineEnd);
      const spaces = content.length - content.trimStart().length;
      const isEmpty = spaces === content.length && spaces <= old;
      this.#changes.push({
        start: lineStart,
        end: lineStart + Math.min(spaces, old),
        text: isEmpty ? '' : ' '.repeat(indent),
      });
    }
  }

  /** Punctuation and comments. `own` is the block that a mark at the start of a line belongs to. */
  #marks(
    tokens: readonly CST.SourceToken[] | undefined,
    blocks: readonly Block[],
    own?: Block,
  ): void {
    for (const { type, offset } of tokens ?? []) {
      if (type === 'space' || type === 'newline' || type === 'byte-order-mark') continue;
      if (type === 'comment') {
        const column = offset - (this.#starts[this.#lineOf(offset)] ?? 0);
        const owner = blocks.findLast((block) => block.old <= column) ?? blocks[0];
        this.#setIndent(offset, owner?.new ?? 0);
      } else if (own !== undefined && type !== 'anchor' && type !== 'tag') {
        this.#setIndent(offset, own.new);
      } else {
        this.#shift(offset, blocks);
      }
    }
  }

  /** Moves the line that starts here as far as its block moves. */
  #shift(offset: number, blocks: readonly Block[]): void {
    const block = blocks.at(-1);
    if (block === undefined) return;
    const column = offset - (this.#starts[this.#lineOf(offset)] ?? 0);
    const moved = Math.max(0, column + block.new - block.old);
    this.#setIndent(offset, column > block.old ? Math.max(block.new + 1, moved) : moved);
  }

  /** The first to say it is right: keys and dashes come before what is in them. */
  #setIndent(offset: number, indent: number): void {
    const line = this.#lineOf(offset);
    const start = this.#starts[line] ?? 0;
    if (this.#indents.has(line) || this.#text.slice(start, offset).trim() !== '') return;
    this.#indents.set(line, indent);
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
