import {
  Composer,
  CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { Finding } from '../finding.ts';
import { nameProblem, numberProblem, shown, textProblem } from './checked-value.ts';
import { pointerTo } from './json-pointer.ts';
import { limits } from './limits.ts';
import { canonicalDecimal } from './number-text.ts';
import type { ParsedSource } from './parse-json.ts';
import type { Member, SourceNode } from './source-document.ts';
import { sourceFinding } from './source-rules.ts';
import { decodeSource, type SourceText } from './source-text.ts';
import { documentOf } from './source-tree.ts';

/**
 * Reads one YAML 1.2 document of the core schema with the place of every key and value. What makes
 * YAML more than a notation for JSON is refused: anchors and aliases, tags, directives, merge keys,
 * further documents, keys that are no texts.
 */
export function parseYaml(path: string, bytes: Uint8Array): ParsedSource {
  const decoded = decodeSource(path, bytes, limits.contractBytes);
  if (decoded.source === undefined) return { findings: decoded.findings };
  const source = decoded.source;
  const findings = [...decoded.findings];
  try {
    const tokens = tokensOf(source);
    const contents = compose(source, tokens).contents;
    if (contents === null) refuse(source, 'yaml-syntax', 0, 'The file holds no document.');
    const root = new TreeBuilder(source, findings).node(contents, '');
    if (findings.some((finding) => finding.severity === 'error')) return { findings };
    return { document: documentOf(source, root), findings };
  } catch (error) {
    if (error instanceof Refused) return { findings: [...findings, ...error.findings] };
    throw error;
  }
}

class Refused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('refused');
    this.findings = findings;
  }
}

type SyntaxRule = Parameters<typeof sourceFinding>[0];

function refuse(
  source: SourceText,
  rule: SyntaxRule,
  offset: number,
  message: string,
  hint?: string,
): never {
  const place = source.placeAt(offset, offset + 1);
  throw new Refused([sourceFinding(rule, place, '', message, hint)]);
}

/**
 * The concrete syntax of the one document. Everything that costs more than its text, and depth
 * above all, is refused here, before the recursive composer sees it.
 */
function tokensOf(source: SourceText): CST.Token[] {
  lineLengths(source);
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let count = 0;
  let started = false;
  const take = (found: Iterable<CST.Token>) => {
    for (const token of found) {
      if (token.type === 'error') refuse(source, 'yaml-syntax', token.offset, token.message);
      if (token.type === 'document') {
        if (started)
          refuse(
            source,
            'yaml-documents',
            token.offset,
            'The file holds a second document.',
            'Keep one document per file.',
          );
        started = true;
      }
      tokens.push(token);
    }
  };
  for (const lexeme of new Lexer().lex(source.text)) {
    refuseLexeme(source, lexeme, offset);
    take(parser.next(lexeme));
    count += 1;
    if (count > limits.yamlTokens) {
      refuse(
        source,
        'too-many-values',
        offset,
        `${source.path} holds more than ${limits.yamlTokens} tokens.`,
        'Split it.',
      );
    }
    // The stack holds the document itself and the scalar being read beside the collections.
    if (parser.stack.length > limits.depth + 2) {
      refuse(
        source,
        'too-deep',
        offset,
        `${source.path} nests values more than ${limits.depth} deep.`,
        'Make it flatter.',
      );
    }
    offset +=
      lexeme === CST.DOCUMENT || lexeme === CST.SCALAR || lexeme === CST.FLOW_END
        ? 0
        : lexeme.length;
  }
  take(parser.end());
  return tokens;
}

const refusedLexemes: ReadonlyMap<string, readonly [SyntaxRule, string, string]> = new Map([
  ['anchor', ['yaml-alias', 'Anchors are not read.', 'Write the value out where it is used.']],
  ['alias', ['yaml-alias', 'Aliases are not read.', 'Write the value out.']],
  ['tag', ['yaml-tag', 'Tags are not read.', 'Quote the value if it is a text.']],
  ['directive-line', ['yaml-directive', 'Directives are not read.', 'Remove the line.']],
]);

function refuseLexeme(source: SourceText, lexeme: string, offset: number): void {
  const type = CST.tokenType(lexeme);
  const refused = type === null ? undefined : refusedLexemes.get(type);
  if (refused !== undefined) refuse(source, refused[0], offset, refused[1], refused[2]);
}

function lineLengths(source: SourceText): void {
  const { text } = source;
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    if (end - start > limits.lineLength) {
      refuse(
        source,
        'text-too-long',
        start,
        `A line is longer than ${limits.lineLength} characters.`,
        'Break it.',
      );
    }
    start = end + 1;
  }
}

const manyErrors = 20;

/** Composes one document of bounded depth; stops after a few errors, since each costs time. */
function compose(source: SourceText, tokens: readonly CST.Token[]): Document.Parsed {
  const composer = new Composer({
    schema: 'core',
    version: '1.2',
    merge: false,
    strict: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const errors: Finding[] = [];
  const note = (offset: number, end: number, code: string, message: string) => {
    if (errors.length >= manyErrors) return;
    const text = `${message.replace(/\s+/g, ' ')} (${code}).`.replace('.. (', ' (');
    errors.push(
      sourceFinding('yaml-syntax', source.placeAt(offset, end), '', text, 'Correct the YAML.'),
    );
  };
  // The composer builds an Error with a stack for each of possibly 100,000 problems; its handler
  // is replaced by one that gives up.
  Reflect.set(
    composer,
    'onError',
    (at: unknown, code: string, message: string, warning?: boolean) => {
      if (warning === true) return;
      const offset = offsetOf(at);
      note(offset, offset + 1, code, message);
      if (errors.length >= manyErrors) throw new Refused(errors);
    },
  );
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const document = documents[0];
  for (const error of documents.flatMap((each) => each.errors)) {
    note(error.pos[0], error.pos[1], error.code, error.message);
  }
  if (errors.length > 0 || document === undefined) throw new Refused(errors);
  return document as Document.Parsed;
}

function offsetOf(at: unknown): number {
  if (typeof at === 'number') return at;
  if (Array.isArray(at)) return typeof at[0] === 'number' ? at[0] : 0;
  if (typeof at === 'object' && at !== null && 'offset' in at && typeof at.offset === 'number') {
    return at.offset;
  }
  return 0;
}

class TreeBuilder {
  readonly #source: SourceText;
  readonly #findings: Finding[];
  #nodes = 0;

  constructor(source: SourceText, findings: Finding[]) {
    this.#source = source;
    this.#findings = findings;
  }

  node(node: ParsedNode, pointer: string): SourceNode {
    const [start, end] = node.range;
    this.#nodes += 1;
    if (this.#nodes > limits.nodes) {
      refuse(
        this.#source,
        'too-many-values',
        start,
        `${this.#source.path} holds more than ${limits.nodes} values.`,
      );
    }
    if (isMap(node)) {
      const members = new Map<string, Member>();
      for (const pair of node.items) this.#member(pair, members, pointer);
      return { kind: 'object', members, start, end };
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) =>
        this.node(item as ParsedNode, pointerTo(pointer, index)),
      );
      return { kind: 'array', items, start, end };
    }
    if (isAlias(node)) refuse(this.#source, 'yaml-alias', start, 'Aliases are not read.');
    return this.#scalar(node, pointer);
  }

  #member(
    pair: { readonly key: unknown; readonly value: unknown },
    members: Map<string, Member>,
    pointer: string,
  ): void {
    const key = pair.key as ParsedNode;
    const [start, end] = key.range;
    if (members.size >= limits.members) {
      const message = `A mapping has more than ${limits.members} keys.`;
      refuse(this.#source, 'too-many-values', start, message, 'Split it.');
    }
    if (!isScalar(key) || typeof key.value !== 'string') {
      refuse(
        this.#source,
        'yaml-syntax',
        start,
        'A key is not a text.',
        'Use a plain text as key.',
      );
    }
    const name = key.value;
    const range = { start, end };
    const inner = pointerTo(pointer, name.slice(0, limits.nameLength));
    if (name === '<<') {
      const place = this.#source.placeAt(start, end);
      const message = 'Merge keys are not read.';
      this.#note(sourceFinding('yaml-merge', place, inner, message, 'Write the values out.'));
      return;
    }
    const problem = nameProblem(this.#source, name, members.get(name), range, inner);
    this.#note(problem);
    const value = pair.value as ParsedNode | null;
    const node: SourceNode =
      value === null ? { kind: 'scalar', value: null, start: end, end } : this.node(value, inner);
    if (problem === undefined) members.set(name, { name, start, end, node });
  }

  #scalar(node: ParsedNode, pointer: string): SourceNode {
    const [start, end] = node.range;
    const range = { start, end };
    const value: unknown = isScalar(node) ? node.value : null;
    const written = isScalar(node) && typeof node.source === 'string' ? node.source : '';
    if (typeof value === 'string') {
      this.#note(textProblem(this.#source, value, range, pointer));
      return { kind: 'scalar', value, ...range };
    }
    if (typeof value === 'number') {
      const place = this.#source.placeAt(start, end);
      if (
        (canonicalDecimal(written) === undefined && Number.isFinite(value)) ||
        /^[-+]?0\d/.test(written)
      ) {
        const message = `The number ${shown(written)} means different values to different YAML readers.`;
        this.#note(
          sourceFinding(
            'number-ambiguous',
            place,
            pointer,
            message,
            'Write plain decimal digits, or quote it where a text is meant.',
          ),
        );
      } else {
        this.#note(numberProblem(this.#source, written, value, range, pointer));
      }
      return { kind: 'scalar', value, numberText: written, ...range };
    }
    return { kind: 'scalar', value: typeof value === 'boolean' ? value : null, ...range };
  }

  #note(finding: Finding | undefined): void {
    if (finding === undefined) return;
    this.#findings.push(finding);
    if (this.#findings.length >= limits.findings) throw new Refused([]);
  }
}
