import { memberNode, placeOf } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Keys are counted or named, never measured. */
export const keyNotDecimal: Rule = {
  id: 'key-not-decimal',
  severity: 'warning',
  summary: 'No part of a key is a decimal number.',
  why: 'Two programs round 0.1 + 0.2 differently: the same plate gets two keys, and its correction never finds it.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      const stream = dataset.source.kind === 'stream' ? dataset.source.stream : undefined;
      const eventKey =
        stream?.class === 'event' && stream.eventKey !== 'payload' ? stream.eventKey : [];
      const dimensions = stream?.class === 'sensor' ? stream.series.dimensions : [];
      for (const path of new Set([...eventKey, ...dimensions, ...dataset.key])) {
        if (source === undefined || fieldAt(dataset.fields, path)?.type.kind !== 'number') continue;
        const property = source.properties.find((each) => each.path === path)?.node;
        const at = property ?? memberNode(source.profile, 'eventKey') ?? source.node;
        yield {
          place: placeOf(memberNode(at, 'name') ?? at),
          pointer: at.pointer,
          message: `'${path}' is part of a key of '${dataset.name}' and a decimal number`,
          hint: 'use a counter, a name or a time; where the number is whole, say type: integer',
        };
      }
    }
  },
};
