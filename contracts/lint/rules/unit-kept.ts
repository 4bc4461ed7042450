import { memberNode } from '../../source/node-at.ts';
import { handedOn } from '../handed-on.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { customPropertyOf } from '../written.ts';

/** What is handed on as it is keeps its unit. */
export const unitKept: Rule = {
  id: 'unit-kept',
  severity: 'error',
  summary: 'A column that a transform hands on as it is has the unit of its source.',
  why: 'The number stays and the unit changes: a slab of 30 t is 30 kg in the report, and nothing failed.',
  *check(context) {
    for (const { bound, name, source } of handedOn(context)) {
      const own = bound.dataset.fields.find((field) => field.name === name)?.unit;
      const property = bound.source?.properties.find((each) => each.path === name)?.node;
      if (own === undefined || property === undefined || source.unit === undefined) continue;
      // The plan writes a reference state behind the code.
      const [code] = source.unit.split(' ');
      if (code === own.code) continue;
      const unit = customPropertyOf(property, 'unit');
      yield problemAt(
        memberNode(unit, 'code') ?? unit ?? property,
        `'${name}' of '${bound.dataset.name}' is in '${own.code}', and comes unchanged from a column in '${code}'`,
        `write '${code}', or convert it in the transform`,
      );
    }
  },
};
