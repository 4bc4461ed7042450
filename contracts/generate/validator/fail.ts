import { escapeToken } from '../../source/json-pointer.ts';
import type { Compilation, Frame } from './compilation.ts';
import { literal, storable } from './js-text.ts';

export interface Complaint {
  /** Tokens below the schema, already escaped; '' for the schema itself. */
  readonly keyword: string;
  /** Where the rule is not the keyword. */
  readonly rule?: string;
  readonly message: string;
  /** Expression that ends the message. */
  readonly suffix?: string;
  /** Expression of the pointer, where it is not the frame's value. */
  readonly path?: string;
  /** Expression of the value that may be shown. */
  readonly value?: string;
  /** Expression of the hint, or of undefined. */
  readonly hint?: string;
}

/** The statement for a value that breaks its schema. */
export function fail(compilation: Compilation, frame: Frame, complaint: Complaint): string {
  if (!frame.collect) return 'return false;\n';
  compilation.use('add');
  const { keyword, message, suffix, value, hint } = complaint;
  const parts = [
    complaint.path ?? frame.path,
    literal(storable(compilation.schemaPointer(frame.site, keyword))),
    literal(complaint.rule ?? keyword),
    literal(storable(message)) + (suffix === undefined ? '' : `+${suffix}`),
    value ?? 'undefined',
    ...(hint === undefined ? [] : [hint]),
  ];
  return `add(o,${parts.join(',')});\n`;
}

/** Complains where a condition holds. */
export function failIf(
  compilation: Compilation,
  frame: Frame,
  condition: string,
  complaint: Complaint,
): string {
  return `if(${condition})${frame.collect ? '{' : ''}${fail(compilation, frame, complaint)}${frame.collect ? '}\n' : ''}`;
}

/** The expression of the pointer to a declared member. */
export function pathTo(path: string, name: string): string {
  return `${path}+${literal(storable(`/${escapeToken(name)}`))}`;
}
