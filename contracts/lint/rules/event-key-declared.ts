import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Every event stream says which fields make an event one and the same. */
export const eventKeyDeclared: Rule = {
  id: 'event-key-declared',
  severity: 'error',
  summary: 'Every event stream declares its event key.',
  why: 'Brokers and gateways send again after every restart; without a key a message sent twice is stored as two heats.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        if (profile === undefined || textOf(profile, 'class') !== 'event') continue;
        const key = memberNode(profile, 'eventKey');
        if (namesFields(key)) continue;
        yield problemAtKey(
          key ?? memberNode(profile, 'class') ?? profile,
          `dataset '${name}' is an event stream without an event key`,
          'add eventKey: [<field>, …] with the fields that a resend repeats, such as source and sequence, or eventKey: payload where the bytes are all there is',
        );
      }
    }
  },
};

function namesFields(key: NodeAt | undefined): boolean {
  return plainText(key) === 'payload' || itemNodes(key).length > 0;
}
