import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { fieldsBelow } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { type Problem, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

const namesShown = 5;

/** Products, contracts, datasets and fields say what they are. */
export const descriptionPresent: Rule = {
  id: 'description-present',
  severity: 'warning',
  summary: 'Products and contracts state their purpose; datasets and fields are described.',
  why: 'Nobody finds, trusts or uses right what only its author can explain, and the catalogs show empty pages.',
  *check(context) {
    for (const product of context.products) yield* checkPurpose(product, 'product');
    for (const { root, datasets } of context.contracts) {
      yield* checkPurpose(root, 'contract');
      for (const { name, node } of datasets) {
        if (saysSomething(node, 'description')) continue;
        yield problemAtKey(
          memberNode(node, 'name') ?? node,
          `dataset '${name}' has no description`,
          'say in one sentence what one record stands for',
        );
      }
    }
    for (const { dataset, source } of datasetsOf(context)) {
      const silent = fieldsBelow(dataset.fields)
        .filter(({ field }) => (field.description ?? '').trim() === '')
        .map(({ path }) => path);
      if (silent.length === 0 || source === undefined) continue;
      const shown = silent.slice(0, namesShown).join(', ');
      const more = silent.length > namesShown ? ` and ${silent.length - namesShown} more` : '';
      yield problemAtKey(
        memberNode(source.node, 'name') ?? source.node,
        `dataset '${dataset.name}' has fields without a description: ${shown}${more}`,
        'describe them where their type is written: in the payload schema, or in the contract',
      );
    }
  },
};

function* checkPurpose(root: NodeAt, noun: string): Iterable<Problem> {
  const description = memberNode(root, 'description');
  if (saysSomething(description, 'purpose')) return;
  const name = textOf(root, 'name') ?? textOf(root, 'id') ?? root.document.path;
  yield problemAtKey(
    description ?? memberNode(root, 'id') ?? root,
    `${noun} '${name}' does not say what it is for`,
    'add description: {purpose: <one sentence for a reader of another team>}',
  );
}
