import { pointerTo } from '../../source/json-pointer.ts';
import type { NodeAt } from '../../source/node-at.ts';
import type { SourceDocument, SourceNode } from '../../source/source-document.ts';
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
      for (const { name, text, at } of placeholders(document)) {
        yield problemAt(
          at,
          `'${text.trim().slice(0, 40)}' is a placeholder, not a ${name}`,
          'say in one sentence what a reader of another team must know',
        );
      }
    }
  },
};

interface Placeholder {
  readonly name: string;
  readonly text: string;
  readonly at: NodeAt;
}

/** Every value of every file is passed here, so a pointer is written only where it is asked for. */
function placeholders(document: SourceDocument): readonly Placeholder[] {
  const found: Placeholder[] = [];
  const way: (string | number)[] = [];
  const visit = (node: SourceNode): void => {
    if (node.kind === 'array') {
      for (const [index, item] of node.items.entries()) step(index, item);
    } else if (node.kind === 'object') {
      for (const { name, node: value } of node.members.values()) {
        if (value.kind !== 'scalar') step(name, value);
        else if (described.has(name) && typeof value.value === 'string') {
          if (!isPlaceholder(value.value)) continue;
          const pointer = [...way, name].reduce<string>(pointerTo, '');
          found.push({ name, text: value.value, at: { document, pointer, node: value } });
        }
      }
    }
  };
  const step = (token: string | number, node: SourceNode): void => {
    way.push(token);
    visit(node);
    way.pop();
  };
  visit(document.root);
  return found;
}

function isPlaceholder(text: string): boolean {
  if (wholeOnly.test(text)) return true;
  const [start = ''] = placeholder.exec(text) ?? [];
  return start !== '' && !/^\s*(?:n\/?a|none|description|test|string|-+)/i.test(start);
}
