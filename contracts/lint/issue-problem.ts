import { pointerTo } from '../source/json-pointer.ts';
import { describeIssue } from './describe-issue.ts';
import { describePointer, type Located, locatedAt, problemAt, problemAtKey } from './located.ts';
import type { Problem } from './problem.ts';
import type { SchemaIssue } from './schema-2019.ts';

/** A schema issue in a person's words, at the key or value that it concerns. */
export function issueProblem(issue: SchemaIssue, root: Located, authority: string): Problem {
  const at = locatedAt(root.document, issue.pointer);
  const subject = describePointer(root.document, issue.pointer);
  const { message, hint } = describeIssue(issue, subject, at?.value, authority);
  const located: Located = { document: root.document, pointer: issue.pointer, value: null };
  if (issue.kind === 'unknown-key' || issue.kind === 'forbidden-keys') {
    const key = issue.kind === 'unknown-key' ? issue.key : (issue.keys[0] ?? '');
    const member = { ...located, pointer: pointerTo(issue.pointer, key) };
    return problemAtKey(member, message, hint);
  }
  return issue.kind === 'missing-key'
    ? problemAtKey(located, message, hint)
    : problemAt(located, message, hint);
}
