import { qualityOperators } from '../../model/quality-rule.ts';
import { readSelect } from '../../model/sql-statement.ts';
import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { sameLetters } from '../known-spellings.ts';
import type { DatasetSource } from '../lint-context.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf, writtenText } from '../written.ts';

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
        for (const rule of qualityRulesOf(dataset)) yield* checkRule(rule);
      }
    }
  },
};

function qualityRulesOf({ node, properties }: DatasetSource): readonly NodeAt[] {
  return [node, ...properties.map((property) => property.node)].flatMap((owner) =>
    itemNodes(memberNode(owner, 'quality')),
  );
}

function* checkRule(rule: NodeAt): Iterable<Problem> {
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
  // What runs a custom rule is not known here; an unknown type is the finding of official-schema.
  if (type !== 'library' && type !== 'sql') return;
  if (type === 'library') yield* checkMetric(rule, name);
  if (type === 'sql') yield* checkQuery(rule, name);
  const found = qualityOperators.filter((operator) => memberNode(rule, operator) !== undefined);
  if (found.length === 1) return;
  const second = found[1] === undefined ? undefined : memberNode(rule, found[1]);
  yield problemAtKey(
    second ?? rule,
    found.length === 0
      ? `quality rule '${name}' compares its result with nothing`
      : `quality rule '${name}' compares twice: ${found.join(' and ')}`,
    found.length === 0 ? 'add mustBe: 0, or another comparison' : 'split it into two rules',
  );
}

function* checkMetric(rule: NodeAt, name: string): Iterable<Problem> {
  // ODCS before 3.1 called the metric `rule`.
  const metric = memberNode(rule, 'metric') ?? memberNode(rule, 'rule');
  if (metric === undefined) {
    yield problemAtKey(
      rule,
      `quality rule '${name}' names no metric`,
      `add metric: ${metrics.join(', ')}`,
    );
  } else if (metric.pointer.endsWith('/metric') && !metrics.includes(writtenText(metric))) {
    const known = sameLetters(writtenText(metric), metrics);
    const near = known ?? nearest(writtenText(metric), metrics);
    yield problemAt(
      metric,
      `'${writtenText(metric)}' is not a metric of the ODCS library`,
      near === undefined ? `write one of ${metrics.join(', ')}` : `did you mean '${near}'?`,
      known === undefined ? undefined : replaceText(metric, known),
    );
  }
}

function* checkQuery(rule: NodeAt, name: string): Iterable<Problem> {
  const query = memberNode(rule, 'query');
  const text = plainText(query);
  if (query === undefined || text === undefined) {
    yield problemAtKey(query ?? rule, `quality rule '${name}' has no query`, 'add query: SELECT …');
    return;
  }
  // {object} and {property} stand for quoted names (${…} in ODCS before 3.1). What a query may read
  // and call is a matter of who runs it; here it only has to be one SELECT.
  const sql = text.replace(/\$?\{(object|property|table|column)\}/gi, '"placeholder"');
  const fault = readSelect(sql, { changed: false }).problems.find(
    (problem) => problem.rule === 'sql-syntax' || problem.rule === 'sql-not-one-select',
  );
  if (fault !== undefined) {
    yield problemAt(
      query,
      `the query of quality rule '${name}' cannot run: ${fault.message.replaceAll('"placeholder"', '{object}')}`,
      'write one SELECT and try it with psql; {object} and {property} stand for the names of the view and the column',
    );
  }
}
