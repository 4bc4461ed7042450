import type { QualityRule } from '../../model/quality-rule.ts';
import type { Json } from '../../source/json.ts';

type Entry = { [name: string]: Json };

/**
 * A quality rule as ODCS writes it. What the model does not hold whole (engines of `custom` rules,
 * comparisons that are missing) comes back as a `text` rule: a promise to read, not to run.
 */
export function qualityEntry(rule: QualityRule): Entry {
  const comparison = comparisonOf(rule);
  const shared: Entry = {
    ...(rule.name === undefined ? {} : { name: rule.name }),
    ...(rule.description === undefined ? {} : { description: rule.description }),
    ...(rule.dimension === undefined ? {} : { dimension: rule.dimension }),
    ...(rule.severity === undefined ? {} : { severity: rule.severity }),
  };
  if (rule.kind === 'library' && rule.metric !== undefined && comparison !== undefined) {
    const values = rule.validValues;
    return {
      ...shared,
      type: 'library',
      metric: rule.metric,
      ...(values === undefined ? {} : { arguments: { validValues: [...values] } }),
      ...comparison,
      ...(rule.unit === undefined ? {} : { unit: rule.unit }),
    };
  }
  if (rule.kind === 'sql' && rule.query !== undefined && comparison !== undefined) {
    return {
      ...shared,
      type: 'sql',
      query: rule.query,
      ...comparison,
      ...(rule.unit === undefined ? {} : { unit: rule.unit }),
    };
  }
  const description = rule.description ?? rule.name ?? rule.query ?? rule.metric;
  return { ...shared, type: 'text', ...(description === undefined ? {} : { description }) };
}

function comparisonOf(rule: QualityRule): Entry | undefined {
  const { operator, operands } = rule;
  const numbers = operands?.map(Number);
  const [first, second] = numbers ?? [];
  if (operator === undefined || first === undefined || numbers?.some(Number.isNaN))
    return undefined;
  return { [operator]: second === undefined ? first : [first, second] };
}
