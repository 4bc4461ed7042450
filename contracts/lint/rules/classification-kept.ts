import type { Classification, Field } from '../../model/field.ts';
import { memberNode } from '../../source/node-at.ts';
import { fieldsBelow } from '../field-at.ts';
import { datasetsOf, type LintContext } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { columnParts, isRecord } from '../sql-tree.ts';
import { parsedTransforms } from '../transforms.ts';

const order: readonly Classification[] = [
  'public',
  'internal',
  'confidential',
  'restricted',
  'personal',
];

/** What is confidential stays so when it is handed on. */
export const classificationKept: Rule = {
  id: 'classification-kept',
  severity: 'warning',
  summary: 'A column that a transform hands on is classified no lower than where it comes from.',
  why: 'Roles are granted by classification: copied into an internal table, the confidential analysis is open to the whole site.',
  *check(context) {
    const fields = fieldsByView(context);
    for (const { bound, transform, select } of parsedTransforms(context)) {
      const read = transform.reads.flatMap(
        ({ store, view }) => fields.get(`${store}.${view}`) ?? [],
      );
      for (const [name, column] of handedOn(select)) {
        const highest = Math.max(
          ...read
            .filter((field) => field.column === column)
            .map(({ field }) => order.indexOf(field.classification ?? 'public')),
        );
        const property = bound.source?.properties.find((each) => each.path === name)?.node;
        const own = bound.dataset.fields.find((field) => field.name === name)?.classification;
        if (property === undefined || own === undefined || order.indexOf(own) >= highest) continue;
        const source = order[highest] ?? 'internal';
        yield problemAt(
          memberNode(property, 'classification') ?? property,
          `'${name}' of '${bound.dataset.name}' is ${own}, and comes from a ${source} column`,
          `write classification: ${source}`,
        );
      }
    }
  },
};

/** Columns of the result that are a column of a view as it is, by the name in the result. */
function* handedOn(select: Readonly<Record<string, unknown>>): Iterable<readonly [string, string]> {
  for (const target of Array.isArray(select.targetList) ? select.targetList : []) {
    const body: unknown = isRecord(target) ? target.ResTarget : undefined;
    if (!isRecord(body) || !isRecord(body.val) || !isRecord(body.val.ColumnRef)) continue;
    const column = columnParts(body.val.ColumnRef).at(-1) ?? '*';
    if (column !== '*') yield [typeof body.name === 'string' ? body.name : column, column];
  }
}

interface ViewColumn {
  readonly column: string;
  readonly field: Field;
}

function fieldsByView(context: LintContext): ReadonlyMap<string, readonly ViewColumn[]> {
  const byDataset = new Map(
    datasetsOf(context).map(({ product, dataset }) => [
      `${product.id}.${dataset.name}`,
      fieldsBelow(dataset.fields).map(({ path, field }) => ({
        column: path.replaceAll('.', '_'),
        field,
      })),
    ]),
  );
  return new Map(
    context.relations.flatMap(({ store, name, dataset }) => {
      const fields = byDataset.get(dataset);
      return fields === undefined ? [] : [[`${store}.${name}`, fields] as const];
    }),
  );
}
