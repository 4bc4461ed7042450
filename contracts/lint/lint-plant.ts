import { type Finding, sortFindings } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { type LintTools, lintContext } from './lint-context.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

/**
 * Checks a plant by all rules, or by the given ones. `documents` are the files that the plant was
 * bound from. The result is sorted by place.
 */
export function lintPlant(
  plant: Plant,
  documents: readonly SourceDocument[],
  tools: LintTools,
  chosen: readonly Rule[] = rules,
): readonly Finding[] {
  const context = lintContext(plant, documents, tools);
  return sortFindings(
    chosen.flatMap((rule) =>
      Array.from(rule.check(context), (problem) => ({
        rule: rule.id,
        severity: rule.severity,
        why: rule.why,
        ...problem,
      })),
    ),
  );
}
