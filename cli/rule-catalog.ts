import { changeRules } from '../contracts/compatibility/judgement/change-rules.ts';
import { versionRules } from '../contracts/compatibility/judgement/version-rules.ts';
import { rulePage } from '../contracts/lint/rule.ts';
import { rules } from '../contracts/lint/rules.ts';
import { bindingRules } from '../contracts/model/binding-rules.ts';
import { planRules } from '../contracts/plan/plan-problems.ts';
import type { ReadingRule } from '../contracts/source/reading-rule.ts';
import { sourceRules } from '../contracts/source/source-rules.ts';
import { gateRules } from './gate/generated-findings.ts';
import { impactRules } from './gate/impact-rules.ts';
import { type ReadingRulePage, readingRulePages } from './reading-rule-pages.ts';
import type { RuleText } from './render/sarif.ts';

/** A rule of any part of the language, as `explain` lists it. */
export interface CatalogedRule extends RuleText {
  /** The file of its page, relative to the package. */
  readonly file?: string;
  /** What reader, binder and plan say in place of a page. */
  readonly page?: ReadingRulePage;
}

/** Rules that are about one thing, in the order of a contract's text. */
export interface RuleFamily {
  readonly title: string;
  readonly rules: readonly CatalogedRule[];
}

/** What a rule of the linter is about, by words of its id; the first that fits counts. */
const lintFamilies: readonly (readonly [title: string, pattern: RegExp])[] = [
  ['Personal data', /personal|pseudonym|treatment|classification/],
  [
    'Ports and lineage',
    /port|contract-(on|reference)|reads-(itself|supported|known)|cycle|agreement/,
  ],
  [
    'Versions and standards',
    /version|official|status|compat|major|deprecated|schema-(open|beyond)/,
  ],
  ['Topics', /topic/],
  ['Quality and service levels', /quality|sla|service|calendar|shift|schedule/],
  ['Sensor series and tags', /sensor|series|tag|sampling/],
  ['Files, models and components', /file|manifest|model|component|artifact|checksum|result/],
  ['Units and quantities', /unit|quantity|kelvin|physically|reference-state/],
  ['Transforms', /transform|view|sql|input|query/],
  ['Identifiers and relations', /identifier|derivation|genealogy|foreign|relation/],
  ['Schemas of payloads', /pattern|enum|example|format|keyword|schema|bounds|required-member/],
  ['Events, keys and time', /event|(^|-)key(-|$)|order-for|zone|revise|revision|cancel/],
  ['Names and types', /name(-|s-)|type|column|property|decimal/],
];

/** Every rule, by family. */
export function ruleFamilies(): readonly RuleFamily[] {
  const lint = [...rules, ...impactRules].map(({ id, severity, summary, why }) => ({
    id,
    severity,
    summary,
    why,
    file: rulePage(id),
  }));
  const titleOf = (id: string) =>
    lintFamilies.find(([, pattern]) => pattern.test(id))?.[0] ?? 'Ownership and description';
  const titles = ['Ownership and description', ...lintFamilies.map(([title]) => title)];
  return [
    ...titles.map((title) => ({ title, rules: lint.filter(({ id }) => titleOf(id) === title) })),
    { title: 'Changes against a version before', rules: ofChanges() },
    { title: 'Reading files', rules: reading(sourceRules) },
    { title: 'Reading contracts', rules: reading(bindingRules) },
    { title: 'From contracts to tables', rules: reading(planRules) },
    { title: 'Generated files', rules: reading(gateRules) },
  ].filter((family) => family.rules.length > 0);
}

/** The rule with this id. */
export function ruleById(id: string): CatalogedRule | undefined {
  return ruleFamilies()
    .flatMap((family) => family.rules)
    .find((rule) => rule.id === id);
}

function ofChanges(): readonly CatalogedRule[] {
  const single = changeRules.map(({ id, severity = 'error', summary, why }) => ({
    id,
    severity,
    summary,
    why,
  }));
  const whole = Object.entries(versionRules).map(([id, rule]) => ({ id, ...rule }));
  return [...single, ...whole].map((rule) => ({ ...rule, file: rulePage(rule.id) }));
}

function reading(family: Readonly<Record<string, ReadingRule>>): readonly CatalogedRule[] {
  return Object.entries(family).map(([id, { severity, why }]) => {
    const page = readingRulePages[id];
    const rule = { id, severity, summary: page?.problem ?? why, why };
    return page === undefined ? rule : { ...rule, page };
  });
}
