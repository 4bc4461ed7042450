import { itemNodes, memberNodes, type NodeAt, plainText } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

const described = new Set(['description', 'purpose', 'usage', 'limitations', 'businessName']);
const placeholder =
  /^\s*(?:to ?do|tbd|tba|fixme|xxx+|n\/?a|none|\?+|\.\.\.|…|-+|lorem ipsum|placeholder|description|test|string|insert .* here|<[^>]*>)(?:\b|\W|$)/i;
const wholeOnly = /^\s*(?:n\/?a|none|description|test|string|-+|\?+)\s*[.!]?\s*$/i;

/** Texts say something. */
export const placeholderText: Rule = {
  id: 'placeholder-text',
  severity: 'warning',
  summary: 'No description is a placeholder such as tbd or lorem ipsum.',
  why: 'The page looks filled, so nobody asks any more what the figure means, and everybody guesses otherwise.',
  *check(context) {
    for (const document of context.documents.values()) {
      const waiting: NodeAt[] = [{ document, pointer: '', node: document.root }];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        waiting.push(...itemNodes(at));
        for (const { name, at: value } of memberNodes(at)) {
          waiting.push(value);
          const text = described.has(name) ? plainText(value) : undefined;
          if (text === undefined || !isPlaceholder(text)) continue;
          yield problemAt(
            value,
            `'${text.trim().slice(0, 40)}' is a placeholder, not a ${name}`,
            'say in one sentence what a reader of another team must know',
          );
        }
      }
    }
  },
};

function isPlaceholder(text: string): boolean {
  if (wholeOnly.test(text)) return true;
  const [start = ''] = placeholder.exec(text) ?? [];
  return start !== '' && !/^\s*(?:n\/?a|none|description|test|string|-+)/i.test(start);
}
