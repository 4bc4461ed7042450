import type { Finding, Place, Severity } from '../finding.ts';

/** What a rule of the reader says beside the message of the single case. */
export interface ReadingRule {
  readonly severity: Severity;
  /** What goes wrong in a plant if it stays. */
  readonly why: string;
}

/** Makes findings of a fixed set of rules, so that a rule id exists once and is spelled once. */
export function findingsOf<Rule extends string>(rules: Readonly<Record<Rule, ReadingRule>>) {
  return (rule: Rule, place: Place, pointer: string, message: string, hint?: string): Finding => ({
    rule,
    severity: rules[rule].severity,
    place,
    pointer,
    message,
    why: rules[rule].why,
    ...(hint === undefined ? {} : { hint }),
  });
}
