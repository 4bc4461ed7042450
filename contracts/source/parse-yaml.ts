import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
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
import { yamlSlip } from './yaml-slip.ts';
import { Refused, refuse, tokensOf } from './yaml-tokens.ts';

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
    if (contents === null) refuse(source, 'yaml-syntax', 0, 'the file holds no document');
    const root = new TreeBuilder(source, findings).node(contents, '');
    if (findings.some((finding) => finding.severity === 'error')) return { findings };
    return { document: documentOf(source, root), findings };
  } catch (error) {
    if (error instanceof Refused) return { findings: [...findings, ...error.findings] };
    throw error;
  }
}

const manyErrors = 20;

/**
 * Composes one document of bounded depth; stops after a few errors, since each costs time. Only the
 * first is told: those behind it follow from it.
 */
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
  const errors: { readonly offset: number; readonly code: string; readonly message: string }[] = [];
  const first = (): Refused => {
    const [
      { offset, code, message } = { offset: 0, code: '', message: 'the file holds no document' },
    ] = errors.sort((a, b) => a.offset - b.offset);
    const slip = yamlSlip(source.text, offset, code, message);
    const place = source.placeAt(offset, offset + 1);
    return new Refused([sourceFinding('yaml-syntax', place, '', slip.message, slip.hint)]);
  };
  // The composer builds an Error with a stack for each of possibly 100,000 problems; its handler
  // is replaced by one that gives up.
  Reflect.set(
    composer,
    'onError',
    (at: unknown, code: string, message: string, warning?: boolean) => {
      if (warning === true) return;
      errors.push({ offset: offsetOf(at), code, message });
      if (errors.length >= manyErrors) throw first();
    },
  );
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const document = documents[0];
  for (const error of documents.flatMap((each) => each.errors)) {
    errors.push({ offset: error.pos[0], code: error.code, message: error.message });
  }
  if (errors.length > 0 || document === undefined) throw first();
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
        `${this.#source.path} holds more than ${limits.nodes} values`,
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
    if (isAlias(node)) refuse(this.#source, 'yaml-alias', start, 'aliases are not read');
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
      const message = `a mapping has more than ${limits.members} keys`;
      refuse(this.#source, 'too-many-values', start, message, 'split it');
    }
    if (!isScalar(key) || typeof key.value !== 'string') {
      refuse(this.#source, 'yaml-syntax', start, 'a key is not a text', 'use a plain text as key');
    }
    const name = key.value;
    const range = { start, end };
    const inner = pointerTo(pointer, name.slice(0, limits.nameLength));
    if (name === '<<') {
      const place = this.#source.placeAt(start, end);
      const message = 'merge keys are not read';
      this.#note(sourceFinding('yaml-merge', place, inner, message, 'write the values out'));
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
        const message = `the number ${shown(written)} means different values to different YAML readers`;
        this.#note(
          sourceFinding(
            'number-ambiguous',
            place,
            pointer,
            message,
            'write plain decimal digits, or quote it where a text is meant',
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
