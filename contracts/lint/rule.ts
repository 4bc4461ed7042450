import type { Severity } from '../finding.ts';
import type { LintContext } from './lint-context.ts';
import type { Problem } from './problem.ts';

/** One promise that contracts keep; its page is docs/rules/<id>.md. */
export interface Rule {
  /** Kebab-case; stable, because waivers and pages name it. */
  readonly id: string;
  readonly severity: Severity;
  /** What holds in a plant that keeps the rule, in one line. */
  readonly summary: string;
  /** The incident that the rule prevents. */
  readonly why: string;
  /**
   * Pure: the same context yields the same problems, in any order. Heavy libraries are `OnDemand`:
   * the rule may be started again.
   */
  check(context: LintContext): Iterable<Problem>;
}

/** Where the page of a rule stands, relative to the package. */
export function rulePage(id: string): string {
  return `docs/rules/${id}.md`;
}
