import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { payloadOf, schemasBelow } from '../payload-source.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName } from '../written-schemas.ts';

/** Messages may carry more than a reader knows. */
export const eventSchemaOpen: Rule = {
  id: 'event-schema-open',
  severity: 'info',
  summary: 'Payload schemas that promise compatibility accept members that they do not know.',
  why: 'A sender that adds a member a day before its new contract is rolled out loses nothing in an open schema, and everything to quarantine in a closed one.',
  *check(context) {
    const seen = new Set<string>();
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.compatibility === 'NONE') continue;
      const payload = source === undefined ? undefined : payloadOf(context, source);
      if (payload === undefined || seen.has(payload.document.path)) continue;
      seen.add(payload.document.path);
      for (const schema of schemasBelow(payload)) {
        const closed = memberNode(schema, 'additionalProperties');
        if (closed?.node.kind !== 'scalar' || closed.node.value !== false) continue;
        // A closed variant tells the variants of a union apart.
        if (/\/(oneOf|anyOf)\//.test(closed.pointer)) continue;
        yield problemAtKey(
          closed,
          `${schemaName(schema)} of stream '${dataset.name}' refuses every member that it does not know`,
          'leave additionalProperties out: unknown members are kept in raw and become no column',
        );
      }
    }
  },
};
