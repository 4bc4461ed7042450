import { type Finding, sortFindings } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { lintContext, type PhysicalNames } from './lint-context.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

/**
 * Checks a plant by all rules, or by the given ones. `documents` are the files that the plant was
 * bound from. PostgreSQL's parser must be loaded (readPlant loads it). The result is sorted by place.
 */
export function lintPlant(
  plant: Plant,
  documents: ReadonlyMap<string, SourceDocument>,
  names: PhysicalNames,
  chosen: readonly Rule[] = rules,
): readonly Finding[] {
  const context = lintContext(plant, documents, names);
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
