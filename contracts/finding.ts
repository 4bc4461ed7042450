/** A range in a source file. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

export type Severity = 'error' | 'warning' | 'info';

/**
 * An expected problem, as a value: what is wrong with which thing, where, why it matters and what
 * to do next. Text, JSON and annotations are renderings of it.
 */
export interface Finding {
  /** Stable rule id in kebab-case, a promise that the rule keeps (`event-key-declared`). */
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  /** JSON pointer (RFC 6901) to the node in its file; '' is the whole document. */
  readonly pointer: string;
  /**
   * One clause naming the thing concerned: lower case, no full stop, single quotes around text of
   * the contract.
   */
  readonly message: string;
  /** What goes wrong in a plant if it stays, as a sentence. */
  readonly why?: string;
  /** The next step that removes the finding: an imperative in the style of the message. */
  readonly hint?: string;
  /** An edit that removes the finding and changes nothing else that the contract promises. */
  readonly fix?: Fix;
}

/** A change of text that is safe to make without a person's judgement. */
export interface Fix {
  /** An imperative in the style of a hint (`write Cel`). */
  readonly title: string;
  /** In any order; they do not overlap. */
  readonly edits: readonly Edit[];
}

/** Replaces the text of a range, which may be empty; `place` has its end. */
export interface Edit {
  readonly place: Place & { readonly endLine: number; readonly endColumn: number };
  readonly text: string;
}

/** True when any finding forbids going on. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** Orders findings by file, line, column, then rule: the order in which a person reads them. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareText(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compareText(a.rule, b.rule) ||
      compareText(a.message, b.message),
  );
}

/** Compares by code unit, so that no locale of the machine decides an order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
