import { memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { fieldAt, fieldsBelow } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries } from '../sla-entries.ts';
import { textOf } from '../written.ts';

const times = new Set(['timestamp', 'local-timestamp', 'date']);

/** Service levels are about datasets and fields of their contract. */
export const slaElementKnown: Rule = {
  id: 'sla-element-known',
  severity: 'warning',
  summary: 'The element of a service level is a dataset of the contract, or a field of it.',
  why: 'Latency is measured at the named time: with a name that leads nowhere nothing is measured, and the delay of last night stays unseen.',
  *check(context) {
    const bound = new Map(datasetsOf(context).map((each) => [each.source, each.dataset]));
    for (const { contract, node, property, level } of slaEntries(context)) {
      const at = memberNode(node, 'element');
      const written = textOf(node, 'element');
      if (at === undefined || written === undefined) continue;
      const known = contract.datasets.flatMap((dataset) => [
        dataset.name,
        ...dataset.properties.map((each) => `${dataset.name}.${each.path}`),
        ...fieldsBelow(bound.get(dataset)?.fields ?? []).map(
          (each) => `${dataset.name}.${each.path}`,
        ),
      ]);
      if (known.length === 0) continue;
      for (const element of written.split(/\s*,\s*/)) {
        if (known.includes(element)) {
          const [name, ...rest] = element.split('.');
          const dataset = contract.datasets.find((each) => each.name === name);
          const field = fieldAt(bound.get(dataset)?.fields ?? [], rest.join('.'));
          if (level !== 'latency' || field === undefined || times.has(field.type.kind)) continue;
          yield problemAt(
            at,
            `latency is measured at '${element}', which carries no time`,
            `write the field with the time from which it counts, or '${name}' alone`,
          );
          continue;
        }
        const near = nearest(element, known);
        yield problemAt(
          at,
          `service level '${property}' is about '${element}', which the contract does not have`,
          near === undefined ? 'write <dataset> or <dataset>.<field>' : `did you mean '${near}'?`,
        );
      }
    }
  },
};
