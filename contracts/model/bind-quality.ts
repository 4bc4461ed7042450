import { itemNodes, memberNode, type NodeAt, placeOf } from '../source/node-at.ts';
import { type QualityRule, qualityOperators } from './quality-rule.ts';
import { choiceOf, type Findings, mappingsOf, optional, scalarText, textOf } from './read-node.ts';

/** The quality entries of a schema object or, with `field`, of one of its properties. */
export function bindQuality(
  at: NodeAt,
  field: string | undefined,
  findings: Findings,
): readonly QualityRule[] {
  return mappingsOf(at, 'quality', findings).map((rule) => {
    const kind = choiceOf(rule, 'type', ['text', 'library', 'sql', 'custom'] as const, findings);
    const operator = qualityOperators.find((name) => memberNode(rule, name) !== undefined);
    // ODCS 3.0 calls a library rule `rule`; 3.1 renamed it to `metric`.
    const metric = textOf(rule, 'metric', findings) ?? textOf(rule, 'rule', findings);
    return {
      kind: kind ?? 'library',
      ...optional('name', textOf(rule, 'name', findings)),
      ...optional('description', textOf(rule, 'description', findings)),
      ...optional('dimension', textOf(rule, 'dimension', findings)),
      ...optional('severity', textOf(rule, 'severity', findings)),
      ...optional('field', field),
      ...optional('metric', metric),
      ...optional('query', textOf(rule, 'query', findings)),
      ...optional('operator', operator),
      ...optional(
        'operands',
        operator === undefined ? undefined : operandsOf(memberNode(rule, operator)),
      ),
      ...optional('validValues', validValues(rule)),
      ...optional('unit', choiceOf(rule, 'unit', ['rows', 'percent'] as const, findings)),
      place: placeOf(rule),
    };
  });
}

function operandsOf(at: NodeAt | undefined): readonly string[] {
  const texts = at?.node.kind === 'array' ? itemNodes(at).map(scalarText) : [scalarText(at)];
  return texts.filter((text) => text !== undefined);
}

/** Beside the rule in ODCS 3.0, in its `arguments` since 3.1. */
function validValues(rule: NodeAt): readonly string[] | undefined {
  const list =
    memberNode(rule, 'validValues') ?? memberNode(memberNode(rule, 'arguments'), 'validValues');
  return list === undefined ? undefined : operandsOf(list);
}
