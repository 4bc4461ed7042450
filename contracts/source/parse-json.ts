import type { Finding } from '../finding.ts';
import { nameProblem, numberProblem, shown, textProblem } from './checked-value.ts';
import { pointerTo } from './json-pointer.ts';
import { jsonSlip } from './json-slip.ts';
import { limits } from './limits.ts';
import type { Member, SourceDocument, SourceNode } from './source-document.ts';
import { sourceFinding } from './source-rules.ts';
import { decodeSource, type SourceText } from './source-text.ts';
import { documentOf } from './source-tree.ts';

/** A file as a document, or the findings that refuse it; warnings may come with a document. */
export interface ParsedSource {
  readonly document?: SourceDocument;
  readonly findings: readonly Finding[];
}

/**
 * Reads strict JSON (RFC 8259) with the place of every name and value. Unlike JSON.parse it refuses
 * duplicate and dangerous names and nesting beyond the limits, and keeps the digits of numbers.
 */
export function parseJson(path: string, bytes: Uint8Array): ParsedSource {
  const decoded = decodeSource(path, bytes, limits.schemaBytes);
  if (decoded.source === undefined) return { findings: decoded.findings };
  const reader = new JsonReader(decoded.source, [...decoded.findings]);
  const root = reader.document();
  const { findings } = reader;
  if (root === undefined || findings.some((finding) => finding.severity === 'error')) {
    return { findings };
  }
  return { document: documentOf(decoded.source, root), findings };
}

class Refused extends Error {}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const simpleText = /[^"\\\x00-\x1f]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  readonly findings: Finding[];
  readonly #source: SourceText;
  readonly #text: string;
  #at = 0;
  #nodes = 0;

  constructor(source: SourceText, findings: Finding[]) {
    this.#source = source;
    this.#text = source.text;
    this.findings = findings;
  }

  document(): SourceNode | undefined {
    try {
      this.#space();
      const root = this.#value('', 0);
      this.#space();
      if (this.#at < this.#text.length) this.#refuse('json-syntax', '', 'ends with more text');
      return root;
    } catch (error) {
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  #value(pointer: string, depth: number): SourceNode {
    this.#nodes += 1;
    if (this.#nodes > limits.nodes) {
      this.#refuse('too-many-values', pointer, `holds more than ${limits.nodes} values`);
    }
    if (depth > limits.depth) {
      this.#refuse('too-deep', pointer, `nests values more than ${limits.depth} deep`);
    }
    const start = this.#at;
    switch (this.#text[start]) {
      case '{':
        return this.#object(pointer, depth);
      case '[':
        return this.#array(pointer, depth);
      case '"': {
        const value = this.#string(pointer);
        const range = { start, end: this.#at };
        this.#note(textProblem(this.#source, value, range, pointer));
        return { kind: 'scalar', value, ...range };
      }
      case 't':
        return this.#word('true', true, pointer);
      case 'f':
        return this.#word('false', false, pointer);
      case 'n':
        return this.#word('null', null, pointer);
      default:
        return this.#number(pointer);
    }
  }

  #object(pointer: string, depth: number): SourceNode {
    const start = this.#at;
    this.#at += 1;
    const members = new Map<string, Member>();
    this.#space();
    while (this.#text[this.#at] !== '}') {
      if (members.size > 0) this.#separator(pointer, '}');
      if (members.size >= limits.members) {
        const what = `has an object with more than ${limits.members} members`;
        this.#refuse('too-many-values', pointer, what);
      }
      if (this.#text[this.#at] !== '"') this.#refuse('json-syntax', pointer, 'expects a name');
      const nameStart = this.#at;
      const name = this.#string(pointer);
      const range = { start: nameStart, end: this.#at };
      const inner = pointerTo(pointer, name.slice(0, limits.nameLength));
      const problem = nameProblem(this.#source, name, members.get(name), range, inner);
      this.#note(problem);
      this.#space();
      if (this.#text[this.#at] !== ':') this.#refuse('json-syntax', pointer, "expects ':'");
      this.#at += 1;
      this.#space();
      const node = this.#value(inner, depth + 1);
      if (problem === undefined) members.set(name, { name, ...range, node });
      this.#space();
    }
    this.#at += 1;
    return { kind: 'object', members, start, end: this.#at };
  }

  #array(pointer: string, depth: number): SourceNode {
    const start = this.#at;
    this.#at += 1;
    const items: SourceNode[] = [];
    this.#space();
    while (this.#text[this.#at] !== ']') {
      if (items.length > 0) this.#separator(pointer, ']');
      items.push(this.#value(pointerTo(pointer, items.length), depth + 1));
      this.#space();
    }
    this.#at += 1;
    return { kind: 'array', items, start, end: this.#at };
  }

  #separator(pointer: string, close: string): void {
    if (this.#text[this.#at] !== ',')
      this.#refuse('json-syntax', pointer, `expects ',' or '${close}'`);
    this.#at += 1;
    this.#space();
  }

  #string(pointer: string): string {
    const start = this.#at;
    this.#at += 1;
    const parts: string[] = [];
    for (;;) {
      simpleText.lastIndex = this.#at;
      const plain = simpleText.exec(this.#text)?.[0] ?? '';
      parts.push(plain);
      this.#at += plain.length;
      const next = this.#text[this.#at];
      if (next === '"') break;
      if (next !== '\\') {
        this.#at = next === undefined ? start : this.#at;
        this.#refuse('json-syntax', pointer, 'holds a text that does not end in its line');
      }
      parts.push(this.#escape(pointer));
    }
    this.#at += 1;
    return parts.join('');
  }

  #escape(pointer: string): string {
    const code = this.#text[this.#at + 1] ?? '';
    const simple = Object.hasOwn(escapes, code) ? escapes[code] : undefined;
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const hex = this.#text.slice(this.#at + 2, this.#at + 6);
    if (code !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex)) {
      this.#refuse('json-syntax', pointer, 'holds an unknown escape');
    }
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #number(pointer: string): SourceNode {
    const start = this.#at;
    number.lastIndex = start;
    const digits = number.exec(this.#text)?.[0];
    if (digits === undefined) this.#refuse('json-syntax', pointer, 'expects a value');
    this.#at += digits.length;
    const range = { start, end: this.#at };
    const value = Number(digits);
    this.#note(numberProblem(this.#source, digits, value, range, pointer));
    return { kind: 'scalar', value, numberText: digits, ...range };
  }

  #word(word: string, value: boolean | null, pointer: string): SourceNode {
    const start = this.#at;
    if (!this.#text.startsWith(word, start))
      this.#refuse('json-syntax', pointer, 'expects a value');
    this.#at += word.length;
    return { kind: 'scalar', value, start, end: this.#at };
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #note(finding: Finding | undefined): void {
    if (finding === undefined) return;
    this.findings.push(finding);
    if (this.findings.length >= limits.findings) throw new Refused();
  }

  #refuse(
    rule: 'json-syntax' | 'too-deep' | 'too-many-values',
    pointer: string,
    what: string,
  ): never {
    const place = this.#source.placeAt(this.#at, this.#at + 1);
    const found = this.#text[this.#at];
    const but =
      rule !== 'json-syntax'
        ? ''
        : found === undefined
          ? ', but the file ends'
          : ` at '${shown(found)}'`;
    const slip = rule === 'json-syntax' ? jsonSlip(this.#text, this.#at) : undefined;
    const hint = rule === 'json-syntax' ? 'correct the JSON' : 'make it smaller';
    this.findings.push(
      sourceFinding(
        rule,
        place,
        pointer,
        `${this.#source.path} ${slip?.message ?? `${what}${but}`}`,
        slip?.hint ?? hint,
      ),
    );
    throw new Refused();
  }
}
