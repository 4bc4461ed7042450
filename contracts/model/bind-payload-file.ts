import type { Finding } from '../finding.ts';
import { bundleSchema } from '../source/json-schema/bundle-schema.ts';
import { memberNode, type NodeAt, plainText } from '../source/node-at.ts';
import { bindPayload } from './bind-payload.ts';
import { missingFile, namedFile } from './named-file.ts';
import { type Findings, mappingsOf, note, optional, requiredText } from './read-node.ts';
import { type RepositoryContent, schemaValue } from './repository-content.ts';
import type { EventProfile, SensorProfile } from './tundish-profile.ts';

/** The payload schema that a stream's schema object names, bundled and bound. */
export function bindPayloadFile(
  at: NodeAt,
  profile: Pick<EventProfile | SensorProfile, 'eventTime'> | Record<string, never>,
  content: RepositoryContent,
  findings: Findings,
) {
  const named = mappingsOf(at, 'authoritativeDefinitions', findings).filter(
    (definition) => plainText(memberNode(definition, 'type')) === 'jsonSchema',
  );
  const [definition] = named;
  const url = definition === undefined ? undefined : requiredText(definition, 'url', findings);
  if (definition === undefined || named.length > 1) {
    const message = `the stream names ${named.length === 0 ? 'no' : 'more than one'} payload schema`;
    const hint =
      'add authoritativeDefinitions: [{type: jsonSchema, url: ./<name>.v<major>.schema.json}]';
    note(
      findings,
      'payload-schema-missing',
      memberNode(at, 'authoritativeDefinitions') ?? memberNode(at, 'name') ?? at,
      message,
      hint,
    );
    return undefined;
  }
  if (url === undefined) return undefined;
  const urlAt = memberNode(definition, 'url') ?? definition;
  const path = namedFile(urlAt, url, '.json', findings);
  if (path === undefined) return undefined;
  if (!content.documents.has(path)) {
    // What could not be read has told so itself.
    if (!content.refused.has(path)) missingFile(urlAt, path, findings);
    return undefined;
  }
  const bundle = bundleSchema({ entry: path, load: (each) => schemaValue(content, each) });
  for (const problem of bundle.problems) findings.push(bundleFinding(problem, content));
  if (bundle.document === undefined) return undefined;
  const localTime = profile.eventTime?.zone === undefined ? undefined : profile.eventTime.field;
  const source = {
    path,
    document: bundle.document,
    originOf: bundle.originOf,
    sources: content.documents,
    ...optional('localTime', localTime),
  };
  const bound = bindPayload(source, findings);
  return bound === undefined ? undefined : { ...bound, path, document: bundle.document };
}

function bundleFinding(
  problem: ReturnType<typeof bundleSchema>['problems'][number],
  content: RepositoryContent,
): Finding {
  const document = content.documents.get(problem.path);
  const isKey = problem.rule === 'schema-keyword-known';
  const place = (isKey
    ? document?.keyPlaceOf(problem.pointer)
    : document?.placeOf(problem.pointer)) ?? { file: problem.path, line: 1, column: 1 };
  return {
    rule: problem.rule,
    severity: problem.severity,
    place,
    pointer: problem.pointer,
    message: problem.message,
    why: 'Messages are checked and columns are made by this schema.',
    ...optional('hint', problem.hint),
  };
}
