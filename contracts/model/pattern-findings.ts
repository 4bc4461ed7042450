import type { Finding } from '../finding.ts';
import { limits } from '../source/limits.ts';
import {
  itemNodes,
  keyPlaceOf,
  memberNode,
  memberNodes,
  type NodeAt,
  placeOf,
  plainText,
} from '../source/node-at.ts';
import { Budget } from '../source/pattern/budget.ts';
import { patternProblem } from '../source/pattern-safety.ts';
import { bindingFinding } from './binding-rules.ts';

const data = new Set(['enum', 'const', 'default', 'examples', 'example']);
const hint = 'anchor it with ^ and $, avoid repeats inside repeats, or give the text a maxLength';

/**
 * Findings about every regular expression below a value: `pattern` with the `maxLength` beside it,
 * and the names of `patternProperties`.
 */
export function patternFindings(root: NodeAt): readonly Finding[] {
  const findings: Finding[] = [];
  const budget = new Budget(mostSteps);
  const waiting = [root];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (findings.length >= limits.findings) break;
    waiting.push(...itemNodes(at));
    for (const { name, at: value } of memberNodes(at)) {
      if (data.has(name)) continue;
      waiting.push(value);
      const pattern = name === 'pattern' ? plainText(value) : undefined;
      if (pattern !== undefined) {
        const problem = patternProblem(pattern, maxLengthOf(at), budget);
        if (problem === undefined) continue;
        const message = `the pattern ${problem}`;
        findings.push(
          bindingFinding('pattern-refused', placeOf(value), value.pointer, message, hint),
        );
      }
      if (name === 'patternProperties') {
        for (const { name: key, at: schema } of memberNodes(value)) {
          const problem = patternProblem(key, longestName, budget);
          if (problem === undefined) continue;
          const message = `the pattern of names ${problem}`;
          findings.push(
            bindingFinding('pattern-refused', keyPlaceOf(schema), schema.pointer, message, hint),
          );
        }
      }
    }
  }
  return findings;
}

/** Steps for all patterns of a file together. */
const mostSteps = 2_000_000;

// Names of members are part of a message that is bounded; a name beyond this is no plant's.
const longestName = 1_000;

function maxLengthOf(at: NodeAt): number | undefined {
  const limit = memberNode(at, 'maxLength')?.node;
  return limit?.kind === 'scalar' && typeof limit.value === 'number' && limit.value >= 0
    ? limit.value
    : undefined;
}
