import type { DatasetSource, SqlParser } from '../lint-context.ts';
import { elementsOf, type Located, memberOf, problemAt, problemAtKey, textOf } from '../located.ts';
import { nearestWord } from '../nearest-word.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

const operators = [
  'mustBe',
  'mustNotBe',
  'mustBeGreaterThan',
  'mustBeGreaterOrEqualTo',
  'mustBeLessThan',
  'mustBeLessOrEqualTo',
  'mustBeBetween',
  'mustNotBeBetween',
] as const;

const metrics = ['nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount'];

/** A quality rule can be run as it stands. */
export const qualityRuleRunnable: Rule = {
  id: 'quality-rule-runnable',
  severity: 'error',
  summary: 'Quality rules have a known metric or SQL that parses, and exactly one comparison.',
  why: 'A check that cannot run shows no red light: bad data passes for as long as nobody looks.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        for (const rule of qualityRulesOf(dataset)) yield* checkRule(rule, context.parseSql);
      }
    }
  },
};

function qualityRulesOf({ node, properties }: DatasetSource): readonly Located[] {
  return [node, ...properties.map((property) => property.node)].flatMap((owner) =>
    elementsOf(memberOf(owner, 'quality')),
  );
}

function* checkRule(rule: Located, parseSql: SqlParser): Iterable<Problem> {
  const type = textOf(rule, 'type') ?? 'library';
  const name = textOf(rule, 'name') ?? textOf(rule, 'metric') ?? `of type ${type}`;
  if (type === 'text') {
    if (textOf(rule, 'description') === undefined) {
      yield problemAtKey(
        rule,
        `quality rule '${name}' is text but says nothing`,
        'add description:',
      );
    }
    return;
  }
  if (type === 'custom') return;
  if (type === 'library') yield* checkMetric(rule, name);
  if (type === 'sql') yield* checkQuery(rule, name, parseSql);
  const found = operators.filter((operator) => memberOf(rule, operator) !== undefined);
  if (found.length === 1) return;
  const second = found[1] === undefined ? undefined : memberOf(rule, found[1]);
  yield problemAtKey(
    second ?? rule,
    found.length === 0
      ? `quality rule '${name}' compares its result with nothing`
      : `quality rule '${name}' compares twice: ${found.join(' and ')}`,
    found.length === 0 ? 'add mustBe: 0, or another comparison' : 'split it into two rules',
  );
}

function* checkMetric(rule: Located, name: string): Iterable<Problem> {
  // ODCS before 3.1 called the metric `rule`.
  const metric = memberOf(rule, 'metric') ?? memberOf(rule, 'rule');
  if (metric === undefined) {
    yield problemAtKey(
      rule,
      `quality rule '${name}' names no metric`,
      `add metric: ${metrics.join(', ')}`,
    );
  } else if (metric.pointer.endsWith('/metric') && !metrics.includes(String(metric.value))) {
    const near = nearestWord(String(metric.value), metrics);
    yield problemAt(
      metric,
      `'${String(metric.value)}' is not a metric of the ODCS library`,
      near === undefined ? `write one of ${metrics.join(', ')}` : `did you mean '${near}'?`,
    );
  }
}

function* checkQuery(rule: Located, name: string, parseSql: SqlParser): Iterable<Problem> {
  const query = memberOf(rule, 'query');
  if (typeof query?.value !== 'string') {
    yield problemAtKey(query ?? rule, `quality rule '${name}' has no query`, 'add query: SELECT …');
    return;
  }
  // {object} and {property} stand for quoted names (${…} in ODCS before 3.1).
  const sql = query.value.replace(/\$?\{(object|property|table|column)\}/gi, '"placeholder"');
  const fault = parseSql(sql);
  if (fault !== undefined) {
    yield problemAt(
      query,
      `the query of quality rule '${name}' is not SQL that PostgreSQL reads: ${fault}`,
      'try it with psql; {object} and {property} stand for the names of the view and the column',
    );
  }
}
