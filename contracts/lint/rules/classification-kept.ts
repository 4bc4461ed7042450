import { memberNode } from '../../source/node-at.ts';
import { handedOn } from '../handed-on.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

const order = ['public', 'internal', 'confidential', 'restricted', 'personal'];

/** What is confidential stays so when it is handed on. */
export const classificationKept: Rule = {
  id: 'classification-kept',
  severity: 'warning',
  summary: 'A column that a transform hands on is classified no lower than where it comes from.',
  why: 'Roles are granted by classification: copied into an internal table, the confidential analysis is open to the whole site.',
  *check(context) {
    for (const { bound, name, source } of handedOn(context)) {
      const property = bound.source?.properties.find((each) => each.path === name)?.node;
      const own = bound.dataset.fields.find((field) => field.name === name)?.classification;
      const of = source.classification ?? 'public';
      if (property === undefined || own === undefined) continue;
      if (order.indexOf(own) >= order.indexOf(of)) continue;
      yield problemAt(
        memberNode(property, 'classification') ?? property,
        `'${name}' of '${bound.dataset.name}' is ${own}, and comes from a ${of} column`,
        `write classification: ${of}`,
      );
    }
  },
};
