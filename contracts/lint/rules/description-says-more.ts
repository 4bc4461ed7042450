import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';
import { writtenSchemas } from '../written-schemas.ts';

/** A description says more than the name. */
export const descriptionSaysMore: Rule = {
  id: 'description-says-more',
  severity: 'warning',
  summary: 'No description only repeats the name that it explains.',
  why: 'For cast_end the text "Cast end" leaves open whether the ladle or the mold was empty, and two reports differ by twenty minutes.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        yield* judge(dataset.node, dataset.name);
        for (const { node } of dataset.properties) yield* judge(node, textOf(node, 'name') ?? '');
      }
    }
    for (const { at } of writtenSchemas(context)) {
      const name = /\/properties\/([^/]+)$/.exec(at.pointer)?.[1];
      if (name !== undefined) yield* judge(at, name);
    }
  },
};

function* judge(owner: NodeAt, name: string) {
  const at = memberNode(owner, 'description');
  const text = textOf(owner, 'description');
  // One word may be all that there is to say: caster, carbon.
  if (at === undefined || text === undefined || !folded(name).includes(' ')) return;
  if (folded(text) !== folded(name)) return;
  yield problemAt(
    at,
    `the description of '${name}' repeats its name`,
    'say what is measured or meant, where, and when',
  );
}

function folded(text: string): string {
  return text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .replaceAll(/\b(?:the|a|an|of)\b/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
