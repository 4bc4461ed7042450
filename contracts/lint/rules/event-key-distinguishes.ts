import type { FieldType } from '../../model/field-type.ts';
import { memberNode } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** An event key can tell more than a handful of events apart. */
export const eventKeyDistinguishes: Rule = {
  id: 'event-key-distinguishes',
  severity: 'error',
  summary: 'An event key has a member with an open number of values.',
  why: 'With a key of caster and shift the second heat of the shift counts as a resend of the first, and is dropped as a duplicate.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'event') continue;
      const { eventKey } = dataset.source.stream;
      const at = memberNode(source?.profile, 'eventKey');
      if (eventKey === 'payload' || at === undefined) continue;
      const counts = eventKey.map((path) => valuesOf(fieldAt(dataset.fields, path)?.type));
      const all = counts.reduce<number | undefined>(
        (product, count) =>
          product === undefined || count === undefined ? undefined : product * count,
        1,
      );
      if (all === undefined || eventKey.length === 0) continue;
      yield problemAt(
        at,
        `the event key of '${dataset.name}' can tell only ${all} events apart`,
        'add the member that counts the messages of a source, or the time of the event',
      );
    }
  },
};

/** How many values a listed type has; undefined for an open one. */
function valuesOf(type: FieldType | undefined): number | undefined {
  if (type === undefined) return undefined;
  if (type.kind === 'boolean') return 2;
  return 'values' in type ? type.values?.length : undefined;
}
