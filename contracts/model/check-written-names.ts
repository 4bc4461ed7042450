import { shown } from '../source/checked-value.ts';
import {
  itemNodes,
  memberNode,
  memberNodes,
  type NodeAt,
  plainText,
  rootNode,
} from '../source/node-at.ts';
import { resolveRepositoryPath } from '../source/repository-path.ts';
import { didYouMean } from '../source/suggestion.ts';
import { type Findings, note } from './read-node.ts';
import type { RepositoryContent } from './repository-content.ts';
import { type EventProfile, profileMember, type SensorProfile } from './tundish-profile.ts';

/**
 * Where a payload schema has faults of its own, the names of the profile are compared with the names
 * that it writes: whoever mends the one fault sees the other at the same time. Silent where the
 * members come from elsewhere.
 */
export function checkWrittenNames(
  schemaObject: NodeAt,
  profile: EventProfile | SensorProfile,
  content: RepositoryContent,
  findings: Findings,
): void {
  const root = payloadRoot(schemaObject, content);
  const properties = memberNode(root, 'properties');
  const elsewhere = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'items'];
  if (properties === undefined || elsewhere.some((each) => memberNode(root, each) !== undefined)) {
    return;
  }
  const names = memberNodes(properties).map(({ name }) => name);
  const check = (path: string, ...at: readonly string[]) => {
    const name = path.split('.')[0] ?? '';
    if (names.includes(name)) return;
    const message = `'${shown(path)}' names no member of the record`;
    note(
      findings,
      'field-unknown',
      profileMember(profile, ...at),
      message,
      didYouMean(name, names),
    );
  };
  if (profile.eventTime !== undefined) check(profile.eventTime.field, 'eventTime', 'field');
  if (profile.kind === 'sensor') {
    for (const [index, each] of profile.dimensions.entries()) {
      check(each, 'series', 'dimensions', String(index));
    }
    check(profile.tag, 'series', 'tag');
    check(profile.value, 'series', 'value');
    return;
  }
  if (profile.eventKey !== 'payload') {
    for (const [index, each] of profile.eventKey.entries()) check(each, 'eventKey', String(index));
  }
  if (profile.revision !== undefined) check(profile.revision, 'revision');
  if (profile.cancelled !== undefined) check(profile.cancelled.field, 'cancelled', 'field');
}

function payloadRoot(schemaObject: NodeAt, content: RepositoryContent): NodeAt | undefined {
  const definition = itemNodes(memberNode(schemaObject, 'authoritativeDefinitions')).find(
    (each) => plainText(memberNode(each, 'type')) === 'jsonSchema',
  );
  const url = plainText(memberNode(definition, 'url'));
  if (url === undefined) return undefined;
  const { path } = resolveRepositoryPath(schemaObject.document.path, url);
  const document = path === undefined ? undefined : content.documents.get(path);
  return document === undefined ? undefined : rootNode(document);
}
