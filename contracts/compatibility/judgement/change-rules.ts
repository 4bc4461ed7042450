import type { ChangeFact, FactKind } from '../change/change-fact.ts';
import type { ChangeContext, ChangeRule, Judgement } from './change-rule.ts';
import type { HarmlessKind } from './harmless.ts';
import { fieldMeaningRules } from './rules/field-meaning.ts';
import { fieldShapeRules } from './rules/field-shape.ts';
import { fieldValueRules } from './rules/field-values.ts';
import { plantRules } from './rules/plant.ts';
import { promiseRules } from './rules/promises.ts';
import { recordRules } from './rules/records.ts';
import { streamRules } from './rules/streams.ts';
import { viewRules } from './rules/views.ts';

const rules = [
  ...fieldShapeRules,
  ...fieldValueRules,
  ...fieldMeaningRules,
  ...recordRules,
  ...streamRules,
  ...promiseRules,
  ...viewRules,
  ...plantRules,
] as const;

type KindsOf<R> = R extends { readonly facts: readonly (infer Kind)[] } ? Kind : never;
type JudgedKind = KindsOf<(typeof rules)[number]>;

/** Every kind of fact has a rule or is declared harmless: the compiler refuses one that has neither. */
type Unjudged = Exclude<FactKind, JudgedKind | HarmlessKind>;
const allJudged: [Unjudged] extends [never] ? true : Unjudged = true;
void allJudged;

/**
 * Every rule about changes, in the order of a contract's text. Where several speak of one kind, the
 * first that has something to say judges the fact.
 */
export const changeRules: readonly ChangeRule[] = rules.map(widened);

/** A rule is only ever asked about facts of the kinds that it names. */
function widened(rule: (typeof rules)[number]): ChangeRule {
  const { id, facts, summary, why, severity = 'error' }: Omit<ChangeRule, 'judge'> = rule;
  const kinds = new Set<FactKind>(facts);
  const judge = rule.judge.bind(rule) as ChangeRule['judge'];
  return {
    id,
    facts,
    severity,
    summary,
    why,
    judge: (fact, context) => (kinds.has(fact.kind) ? judge(fact, context) : undefined),
  };
}

/** The rule that judges a fact and what it says; undefined where no rule speaks of it. */
export function judgementOf(
  fact: ChangeFact,
  context: ChangeContext,
): { readonly rule: ChangeRule; readonly judgement: Judgement } | undefined {
  for (const rule of byKind.get(fact.kind) ?? []) {
    const judgement = rule.judge(fact, context);
    if (judgement !== undefined) return { rule, judgement };
  }
  return undefined;
}

const byKind = new Map<FactKind, ChangeRule[]>();
for (const rule of changeRules) {
  for (const kind of rule.facts) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
}
