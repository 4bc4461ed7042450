import { rulePage } from '../contracts/lint/rule.ts';
import { rules } from '../contracts/lint/rules.ts';
import { bindingRules } from '../contracts/model/binding-rules.ts';
import { planRules } from '../contracts/plan/plan-problems.ts';
import type { ReadingRule } from '../contracts/source/reading-rule.ts';
import { sourceRules } from '../contracts/source/source-rules.ts';
import type { RuleText } from './render/sarif.ts';

/** A rule of any part of the language, as `explain` lists it. */
export interface CatalogedRule extends RuleText {
  /** The file of its page, relative to the package; rules of reader, binder and plan have none. */
  readonly page?: string;
}

/** Rules that are about one thing, in the order of a contract's text. */
export interface RuleFamily {
  readonly title: string;
  readonly rules: readonly CatalogedRule[];
}

/** What a rule of the linter is about, by the beginning of its id; the first that fits counts. */
const lintFamilies: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['Personal data', /personal|pseudonym|treatment/],
  ['Topics', /^topic/],
  ['Units and quantities', /unit|quantity/],
  ['Quality and service levels', /^(quality|sla|service|calendar)/],
  ['Transforms and models', /^(transform|model|result|view)/],
  ['Identity and time', /key|event|order|series|sensor|tag|derives|identifier|genealogy/],
  ['Files', /file|manifest/],
  ['Versions and standards', /version|official|status|compatib|major/],
  ['Names, types and references', /name|type|column|reference|pattern|duplicate|property/],
];

/** Every rule, by family. */
export function ruleFamilies(): readonly RuleFamily[] {
  const lint = rules.map(({ id, severity, summary, why }) => ({
    id,
    severity,
    summary,
    why,
    page: rulePage(id),
  }));
  const titleOf = (id: string) =>
    lintFamilies.find(([, pattern]) => pattern.test(id))?.[0] ?? 'Ownership and description';
  const titles = ['Ownership and description', ...lintFamilies.map(([title]) => title)];
  return [
    ...titles.map((title) => ({ title, rules: lint.filter(({ id }) => titleOf(id) === title) })),
    { title: 'Reading files', rules: reading(sourceRules) },
    { title: 'Reading contracts', rules: reading(bindingRules) },
    { title: 'From contracts to tables', rules: reading(planRules) },
  ].filter((family) => family.rules.length > 0);
}

/** The rule with this id. */
export function ruleById(id: string): CatalogedRule | undefined {
  return ruleFamilies()
    .flatMap((family) => family.rules)
    .find((rule) => rule.id === id);
}

function reading(family: Readonly<Record<string, ReadingRule>>): readonly CatalogedRule[] {
  return Object.entries(family).map(([id, { severity, why }]) => ({
    id,
    severity,
    summary: why,
    why,
  }));
}
