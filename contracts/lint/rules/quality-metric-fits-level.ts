import { itemNodes, memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { fieldsBelow } from '../field-at.ts';
import { type Problem, problemAt } from '../problem.ts';
import { type QualityEntry, qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

const ofFields = ['nullValues', 'missingValues', 'invalidValues'];

/** A metric stands where it has something to count. */
export const qualityMetricFitsLevel: Rule = {
  id: 'quality-metric-fits-level',
  severity: 'error',
  summary:
    'Metrics about values stand at a field, rowCount at a dataset, and their arguments exist.',
  why: 'The metric nullValues of a whole dataset counts nothing, so the check is skipped, and skipped looks like green.',
  *check(context) {
    for (const entry of qualityEntries(context)) {
      if (entry.type === 'library') yield* checkEntry(entry);
    }
  },
};

function* checkEntry({ node, name, path, dataset, bound }: QualityEntry): Iterable<Problem> {
  const at = memberNode(node, 'metric');
  const metric = textOf(node, 'metric');
  if (at === undefined || metric === undefined) return;
  const properties = memberNode(memberNode(node, 'arguments'), 'properties');
  if (path === undefined && ofFields.includes(metric)) {
    yield problemAt(
      at,
      `quality rule '${name}' counts values, but stands at the dataset '${dataset.name}'`,
      'move it to the property whose values it counts',
    );
  } else if (path === undefined && metric === 'duplicateValues' && properties === undefined) {
    yield problemAt(
      at,
      `quality rule '${name}' does not say which fields must be unique together`,
      'add arguments: {properties: [<field>, …]}',
    );
  } else if (path !== undefined && metric === 'rowCount') {
    yield problemAt(
      at,
      `quality rule '${name}' counts rows, but stands at the field '${path}'`,
      'move it to the quality of the dataset',
    );
  }
  const known = [
    ...dataset.properties.map((property) => property.path),
    ...fieldsBelow(bound?.fields ?? []).map((field) => field.path),
  ];
  for (const item of itemNodes(properties)) {
    const field = plainText(item);
    if (field === undefined || known.length === 0 || known.includes(field)) continue;
    const near = nearest(field, known);
    yield problemAt(
      item,
      `quality rule '${name}' names the field '${field}', which dataset '${dataset.name}' does not have`,
      near === undefined
        ? `its fields are ${known.slice(0, 12).join(', ')}`
        : `did you mean '${near}'?`,
    );
  }
}
