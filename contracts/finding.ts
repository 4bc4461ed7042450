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
  /** Of a change: what it is about, as waivers name it (`heat.v1/heat.grade`). */
  readonly subject?: string;
  /** What shows that it is so: a message that would fail, a count, a query's answer. */
  readonly evidence?: readonly Evidence[];
  /** Who reads what the finding is about and breaks, or should know. */
  readonly affects?: readonly Affected[];
}

/** One piece of evidence, as a person reads it: a label and a line or a few. */
export interface Evidence {
  /** `a message that would be refused`. */
  readonly label: string;
  /** Made by us or by a schema, never a stored value. */
  readonly text: string;
}

/** A consumer that a change reaches, and whom to ask. */
export interface Affected {
  readonly product: string;
  readonly domain: string;
  /** What it reads, by name of the view's column; empty where that is not known: take it for all. */
  readonly columns: readonly string[];
  readonly team?: string;
  readonly contact?: string;
  /** How it is known. */
  readonly by: ConsumerEvidence;
  /** Where the reading stands: a port, a line of a transform, an agreement. */
  readonly place?: Place;
}

/**
 * How a consumer is known, from the surest: a transform names the column, custom code declares it, an
 * agreement allows it, a port names the contract; `observed` was seen to read in a database.
 */
export type ConsumerEvidence = 'transform' | 'custom-etl' | 'agreement' | 'port' | 'observed';

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
