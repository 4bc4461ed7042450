import { memberNode, memberNodes } from '../../source/node-at.ts';
import { payloadOf, schemasBelow } from '../payload-source.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Names that begin with `_` belong to the platform's provenance columns. */
export const nameReserved: Rule = {
  id: 'name-reserved',
  severity: 'error',
  summary: 'No field name begins with an underscore.',
  why: 'Every table has provenance columns such as _event_id; a field of that name would overwrite where a row comes from.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        for (const { node } of dataset.properties) {
          const name = textOf(node, 'name') ?? '';
          if (name.startsWith('_')) {
            yield tell(name, dataset.name, (message, hint) =>
              problemAt(memberNode(node, 'name') ?? node, message, hint),
            );
          }
        }
        const payload = payloadOf(context, dataset);
        for (const schema of payload === undefined ? [] : schemasBelow(payload)) {
          for (const { name, at } of memberNodes(memberNode(schema, 'properties'))) {
            if (name.startsWith('_')) {
              yield tell(name, dataset.name, (message, hint) => problemAtKey(at, message, hint));
            }
          }
        }
      }
    }
  },
};

function tell(
  name: string,
  dataset: string,
  problem: (message: string, hint: string) => Problem,
): Problem {
  return problem(
    `field '${name}' of dataset '${dataset}' begins with '_', which is kept for provenance columns`,
    'rename it in the payload',
  );
}
