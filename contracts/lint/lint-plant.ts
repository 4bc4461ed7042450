import { type Finding, sortFindings } from '../finding.ts';
import type { Plant } from '../model/plant.ts';
import { withLibraries } from '../source/on-demand.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { lintContext, type PhysicalNames } from './lint-context.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';

/**
 * Checks a plant by all rules, or by the given ones. `documents` are the files that the plant was
 * bound from. The result is sorted by place.
 */
export async function lintPlant(
  plant: Plant,
  documents: ReadonlyMap<string, SourceDocument>,
  names: PhysicalNames,
  chosen: readonly Rule[] = rules,
): Promise<readonly Finding[]> {
  const context = lintContext(plant, documents, names);
  const findings: Finding[] = [];
  for (const { id, severity, why, check } of chosen) {
    const problems = await withLibraries(() => Array.from(check(context)));
    findings.push(...problems.map((problem) => ({ rule: id, severity, why, ...problem })));
  }
  return sortFindings(findings);
}
