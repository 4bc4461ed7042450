import { CST, Lexer, Parser } from 'yaml';
import type { Finding } from '../finding.ts';
import { limits } from './limits.ts';
import { sourceFinding } from './source-rules.ts';
import type { SourceText } from './source-text.ts';
import { startsWith, yamlSlip } from './yaml-slip.ts';

/** Ends the reading of a file with its findings. */
export class Refused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('refused');
    this.findings = findings;
  }
}

export type SyntaxRule = Parameters<typeof sourceFinding>[0];

/** Ends the reading of a file at an offset of its text. */
export function refuse(
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
export function tokensOf(source: SourceText): CST.Token[] {
  lineLengths(source);
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let offset = 0;
  let count = 0;
  let started = false;
  const take = (found: Iterable<CST.Token>) => {
    for (const token of found) {
      if (token.type === 'error') {
        const slip = yamlSlip(source.text, token.offset, '', token.message);
        refuse(source, 'yaml-syntax', token.offset, slip.message, slip.hint);
      }
      if (token.type === 'document') {
        if (started)
          refuse(
            source,
            'yaml-documents',
            token.offset,
            'the file holds a second document',
            'keep one document per file',
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
        `${source.path} holds more than ${limits.yamlTokens} tokens`,
        'split it',
      );
    }
    // The stack holds the document itself and the scalar being read beside the collections.
    if (parser.stack.length > limits.depth + 2) {
      refuse(
        source,
        'too-deep',
        offset,
        `${source.path} nests values more than ${limits.depth} deep`,
        'make it flatter',
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
  ['anchor', ['yaml-alias', 'anchors are not read', 'write the value out where it is used']],
  [
    'alias',
    [
      'yaml-alias',
      'aliases are not read',
      'write the value out, or quote a text that begins with *',
    ],
  ],
  ['tag', ['yaml-tag', 'tags are not read', 'quote the value if it is a text']],
  ['directive-line', ['yaml-directive', 'directives are not read', 'remove the line']],
]);

function refuseLexeme(source: SourceText, lexeme: string, offset: number): void {
  const type = CST.tokenType(lexeme);
  const refused = type === null ? undefined : refusedLexemes.get(type);
  if (refused === undefined) return;
  // What is a directive at the start of a line is somebody's percent sign behind a key.
  const line = source.text.slice(source.text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (type === 'directive-line' && line.trim() !== '') {
    const slip = startsWith(source.text.slice(offset, offset + 40));
    refuse(source, 'yaml-syntax', offset, slip.message, slip.hint);
  }
  refuse(source, refused[0], offset, refused[1], refused[2]);
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
        `a line is longer than ${limits.lineLength} characters`,
        'break it',
      );
    }
    start = end + 1;
  }
}
