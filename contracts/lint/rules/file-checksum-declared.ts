import type { Field } from '../../model/field.ts';
import { fieldThroughArray } from '../../model/field-path.ts';
import { itemNodes, memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

const digits = 64;

/** The checksum of a file that an event points at is always there and looks like one. */
export const fileChecksumDeclared: Rule = {
  id: 'file-checksum-declared',
  severity: 'warning',
  summary:
    'The SHA-256 beside a reference to a file is required, and its schema admits 64 hex digits only.',
  why: 'A path alone cannot tell a changed image from the one that a decision rested on, and an empty checksum is noticed in the dispute.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      for (const entry of itemNodes(memberNode(source?.profile, 'files'))) {
        const index = Number(entry.pointer.split('/').at(-1));
        const written = dataset.files[index];
        const at = memberNode(entry, 'sha256');
        if (written === undefined || at === undefined) continue;
        const { field } = fieldThroughArray(dataset.fields, written.sha256);
        if (field === undefined) continue;
        if (!isBounded(field)) {
          yield problemAt(
            at,
            `'${written.sha256}' of '${dataset.name}' may hold what is no SHA-256`,
            'give it "pattern": "^[0-9a-f]{64}$" in the payload schema',
          );
        }
        const uri = fieldThroughArray(dataset.fields, written.uri).field;
        if (uri?.required === true && (!field.required || field.nullable)) {
          yield problemAt(
            at,
            `'${written.sha256}' of '${dataset.name}' may be missing where '${written.uri}' is there`,
            'make it required and not nullable in the payload schema',
          );
        }
      }
    }
  },
};

function isBounded({ type }: Field): boolean {
  if (type.kind !== 'string') return false;
  if (type.minLength === digits && type.maxLength === digits) return true;
  if (type.pattern === undefined) return false;
  try {
    const pattern = new RegExp(type.pattern, 'u');
    const fits = (count: number) => pattern.test('a'.repeat(count));
    return fits(digits) && !fits(digits - 1) && !fits(digits + 1) && !fits(0);
  } catch {
    return false;
  }
}
