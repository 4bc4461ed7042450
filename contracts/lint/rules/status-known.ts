import { memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { spellings } from '../known-spellings.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

const statuses = ['proposed', 'draft', 'active', 'deprecated', 'retired'];

const knownStatus = spellings({
  proposed: 'vorgeschlagen',
  draft: 'entwurf',
  active: 'aktiv',
  deprecated: 'veraltet,abgekündigt',
  retired: 'stillgelegt,außerbetrieb',
});

/** Contracts and products are in one of the five states of their life. */
export const statusKnown: Rule = {
  id: 'status-known',
  severity: 'error',
  summary: 'The status is proposed, draft, active, deprecated or retired.',
  why: 'The status decides what is built and who is warned; the standards accept any text, and an unknown one decides nothing.',
  *check(context) {
    for (const product of context.products) yield* checkStatus(product);
    for (const { root } of context.contracts) yield* checkStatus(root);
  },
};

function* checkStatus(root: NodeAt): Iterable<Problem> {
  const status = memberNode(root, 'status');
  const text = plainText(status);
  // What is no text is the finding of official-schema.
  if (status === undefined || text === undefined || statuses.includes(text)) return;
  const known = knownStatus(text);
  const near = known ?? nearest(text, statuses);
  yield problemAt(
    status,
    `status is '${text}', which is none of ${statuses.join(', ')}`,
    near === undefined
      ? 'write status: active, or draft while it may still change'
      : `did you mean '${near}'?`,
    known === undefined ? undefined : replaceText(status, known),
  );
}
