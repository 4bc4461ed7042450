import type { Place, Severity } from '../finding.ts';
import type { LintContext } from './lint-context.ts';

/** What one rule found, before the registry adds the rule's name, severity and reason. */
export interface Problem {
  readonly place: Place;
  /** JSON pointer (RFC 6901) in the file of `place`. */
  readonly pointer: string;
  /** One sentence naming the thing concerned. */
  readonly message: string;
  /** The next step that removes the problem. */
  readonly hint?: string;
}

/** One promise that contracts keep; its page is docs/rules/<id>.md. */
export interface Rule {
  /** Kebab-case; stable, because waivers and pages name it. */
  readonly id: string;
  readonly severity: Severity;
  /** What holds in a plant that keeps the rule, in one line. */
  readonly summary: string;
  /** The incident that the rule prevents. */
  readonly why: string;
  /** Pure: the same context yields the same problems, in any order. */
  check(context: LintContext): Iterable<Problem>;
}

/** Where the page of a rule stands, relative to the package. */
export function rulePage(id: string): string {
  return `docs/rules/${id}.md`;
}
