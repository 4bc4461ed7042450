import { memberNode, placeOf } from '../../source/node-at.ts';
import { fieldsBelow } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** A plant that classifies its data classifies all of it. */
export const classificationStated: Rule = {
  id: 'classification-stated',
  severity: 'info',
  summary: 'Where datasets of a plant are classified, no dataset is without any classification.',
  why: 'Roles are granted by classification: in a dataset that says nothing the names of the crew are as open as the temperatures.',
  *check(context) {
    const all = datasetsOf(context).map((bound) => ({
      ...bound,
      classified: fieldsBelow(bound.dataset.fields).some(
        ({ field }) => field.classification !== undefined,
      ),
    }));
    if (!all.some(({ classified }) => classified)) return;
    for (const { dataset, source, classified } of all) {
      const at = memberNode(source?.node, 'name');
      if (classified || at === undefined) continue;
      yield {
        place: placeOf(at),
        pointer: at.pointer,
        message: `no field of dataset '${dataset.name}' is classified, and other datasets of the plant are`,
        hint: 'add classification: internal, confidential, restricted or personal to its properties',
      };
    }
  },
};
