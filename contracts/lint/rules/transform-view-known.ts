import { placeInSql } from '../../model/sql-place.ts';
import { itemNodes, memberNode, rootNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import type { LintContext } from '../lint-context.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';
import { isWholePlant } from '../views.ts';
import { textOf } from '../written.ts';

function isWritten({ documents }: LintContext, view: string): boolean {
  const plant = documents.get('plant.yaml');
  const calendars = plant === undefined ? undefined : memberNode(rootNode(plant), 'calendars');
  return itemNodes(calendars).some((each) =>
    view.startsWith(`curated.calendar_${textOf(each, 'name') ?? ' '}_`),
  );
}

/** Every view that a transform reads is made by some contract. */
export const transformViewKnown: Rule = {
  id: 'transform-view-known',
  severity: 'error',
  summary: 'Every view that a transform reads is made by a contract of the plant.',
  why: 'The transform fails at its first run, and its dataset stays empty until somebody asks why.',
  *check(context) {
    // What could not be bound makes no view, and is told itself.
    if (context.relations.length === 0 || !isWholePlant(context)) return;
    const views = context.relations
      .filter((relation) => relation.kind === 'view')
      .map(({ store, name }) => `${store}.${name}`);
    const known = new Set(views);
    for (const { bound, transform, nodes } of parsedTransforms(context)) {
      for (const { kind, body } of nodes) {
        const name = `${String(body.schemaname)}.${String(body.relname)}`;
        if (kind !== 'RangeVar' || body.schemaname === undefined || known.has(name)) continue;
        // A calendar that could not be bound, or has no days, is told by itself.
        if (name.startsWith('curated.calendar_') && isWritten(context, name)) continue;
        const near = nearest(name, views);
        yield {
          place: placeInSql(transform, body.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' reads ${name}, which no contract makes`,
          hint:
            near === undefined
              ? 'read <store>.<dataset>_v<major> of a contract below products/'
              : `did you mean ${near}?`,
        };
      }
    }
  },
};
