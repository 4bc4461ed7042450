import { pointerTo } from '../source/json-pointer.ts';
import type { NodeAt } from '../source/node-at.ts';
import { describeIssue } from './describe-issue.ts';
import { type Problem, problemAt, problemAtKey } from './problem.ts';
import type { SchemaIssue } from './schema-2019.ts';
import { describePointer, nodeAtPointer } from './written.ts';

/** A schema issue in a person's words, at the key or value that it concerns. */
export function issueProblem(issue: SchemaIssue, root: NodeAt, authority: string): Problem {
  const { document } = root;
  const at = nodeAtPointer(document, issue.pointer) ?? root;
  const subject = describePointer(document, issue.pointer);
  const { message, hint } = describeIssue(issue, subject, at, authority);
  switch (issue.kind) {
    case 'unknown-key':
      return problemAtKey(below(at, issue.key), message, hint);
    case 'forbidden-keys':
      return problemAtKey(below(at, issue.keys[0] ?? ''), message, hint);
    case 'missing-key':
      return problemAtKey(at, message, hint);
    case 'many-keys-of':
      return problemAtKey(below(at, lastOf(issue.keys, at)), message, hint);
    case 'duplicate':
      return problemAt(
        nodeAtPointer(document, `${issue.pointer}/${issue.second}`) ?? at,
        message,
        hint,
      );
    default:
      return problemAt(at, message, hint);
  }
}

/** Of keys that exclude each other the one that stands last: the others were there before it. */
function lastOf(keys: readonly string[], { node }: NodeAt): string {
  const written = node.kind === 'object' ? [...node.members.keys()] : [];
  return written.findLast((key) => keys.includes(key)) ?? '';
}

function below(at: NodeAt, key: string): NodeAt {
  return { ...at, pointer: pointerTo(at.pointer, key) };
}
