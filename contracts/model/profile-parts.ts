import { shown } from '../source/checked-value.ts';
import { durationMs } from '../source/duration.ts';
import { memberNode, memberNodes, type NodeAt } from '../source/node-at.ts';
import {
  choiceOf,
  type Findings,
  knownKeys,
  missing,
  note,
  optional,
  requiredText,
  scalarText,
  textAt,
  textsAt,
  wrongType,
} from './read-node.ts';
import type {
  ComputedProfile,
  EventProfile,
  EventTimeProfile,
  ProfileCommon,
} from './tundish-profile.ts';

export const compatibilities = [
  'NONE',
  'BACKWARD',
  'FORWARD',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'FORWARD_TRANSITIVE',
  'FULL_TRANSITIVE',
] as const;
export const changes = ['append', 'revise'] as const;
const mostPaths = 16;

export function commonOf(at: NodeAt, findings: Findings): ProfileCommon {
  choiceOf(at, 'drift', ['quarantine'] as const, findings);
  return {
    at,
    ...optional('compatibility', choiceOf(at, 'compatibility', compatibilities, findings)),
    ...optional('change', choiceOf(at, 'change', changes, findings)),
  };
}

export function eventKeyOf(
  at: NodeAt,
  findings: Findings,
): readonly string[] | 'payload' | undefined {
  const key = memberNode(at, 'eventKey');
  if (key === undefined) {
    const message = "the event stream declares no 'eventKey'";
    note(
      findings,
      'event-key-missing',
      at,
      message,
      'name the members that make an event one and the same, as in [source, sequence]',
    );
    return undefined;
  }
  if (key.node.kind === 'scalar' && key.node.value === 'payload') return 'payload';
  return pathsAt(key, findings, true);
}

export function eventTimeOf(at: NodeAt, findings: Findings): EventTimeProfile | undefined {
  if (at.node.kind !== 'object') {
    wrongType(findings, at, "a mapping with 'field'");
    return undefined;
  }
  knownKeys(at, ['field', 'zone', 'skew'], findings);
  const field = requiredText(at, 'field', findings);
  const zone = optionalText(at, 'zone', findings);
  const skewMs = durationOf(at, 'skew', findings);
  if (field === undefined) return undefined;
  return { field, ...optional('zone', zone), ...optional('skewMs', skewMs) };
}

export function cancelledOf(at: NodeAt, findings: Findings): EventProfile['cancelled'] {
  if (memberNode(at, 'cancelled') === undefined) return undefined;
  const cancelled = mappingAt(at, 'cancelled', findings);
  if (cancelled === undefined) return undefined;
  knownKeys(cancelled, ['field', 'equals'], findings);
  const field = requiredText(cancelled, 'field', findings);
  const equalsAt = memberNode(cancelled, 'equals');
  const equals = scalarText(equalsAt);
  if (equalsAt === undefined) missing(findings, cancelled, 'equals');
  else if (equals === undefined) wrongType(findings, equalsAt, 'one value');
  return field === undefined || equals === undefined ? undefined : { field, equals };
}

export function versionPointerOf(at: NodeAt, findings: Findings): string | undefined {
  const pointer = optionalText(at, 'versionPointer', findings);
  const node = memberNode(at, 'versionPointer');
  if (pointer === undefined || node === undefined) return undefined;
  if (/^(\/([^~/]|~[01])*)+$/.test(pointer)) return pointer;
  note(
    findings,
    'value-not-allowed',
    node,
    `'${shown(pointer)}' is no JSON pointer`,
    'start with a slash: /version',
  );
  return undefined;
}

export function incrementalOf(at: NodeAt, findings: Findings): ComputedProfile['incremental'] {
  if (memberNode(at, 'incremental') === undefined) return undefined;
  const incremental = mappingAt(at, 'incremental', findings);
  if (incremental === undefined) return undefined;
  knownKeys(incremental, ['key', 'changed_by'], findings);
  const keyAt = memberNode(incremental, 'key');
  if (keyAt === undefined) missing(findings, incremental, 'key');
  const key = keyAt === undefined ? undefined : pathsAt(keyAt, findings, true);
  const changedBy = mappingAt(incremental, 'changed_by', findings);
  const entries = memberNodes(changedBy).flatMap(({ name, at: value }) => {
    const keys =
      value.node.kind === 'array' ? pathsAt(value, findings, true) : textAt(value, findings);
    if (
      (typeof keys === 'string' && keys.trim() === '') ||
      (keys === undefined && value.node.kind === 'scalar' && value.node.value === null)
    ) {
      note(findings, 'value-missing', value, `'${shown(name)}' has no columns and no SELECT`);
      return [];
    }
    return keys === undefined ? [] : [{ view: name, keys, at: value }];
  });
  if (changedBy !== undefined && memberNodes(changedBy).length === 0) {
    note(
      findings,
      'value-missing',
      changedBy,
      "'changed_by' names no view",
      'name each view whose changes count',
    );
  }
  return key === undefined ? undefined : { key, changedBy: entries };
}

/** A member that must be a mapping. */
export function mappingAt(parent: NodeAt, name: string, findings: Findings): NodeAt | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) {
    missing(findings, parent, name);
    return undefined;
  }
  if (at.node.kind === 'object') return at;
  wrongType(findings, at, 'a mapping');
  return undefined;
}

export function optionalText(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): string | undefined {
  return parent === undefined || memberNode(parent, name) === undefined
    ? undefined
    : requiredText(parent, name, findings);
}

export function pathsAt(
  at: NodeAt,
  findings: Findings,
  some = false,
): readonly string[] | undefined {
  const paths = textsAt(at, findings);
  if (paths === undefined) return undefined;
  if (some && paths.length === 0) {
    note(findings, 'value-missing', at, 'the list is empty', 'name at least one');
  } else if (paths.length > mostPaths) {
    note(findings, 'value-not-allowed', at, `the list has more than ${mostPaths} names`);
  } else if (some && new Set(paths).size !== paths.length) {
    note(
      findings,
      'value-not-allowed',
      at,
      'a name stands twice in the list',
      'remove one of the two',
    );
  }
  return paths;
}

export function durationOf(parent: NodeAt, name: string, findings: Findings): number | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) return undefined;
  const text = requiredText(parent, name, findings);
  if (text === undefined) return undefined;
  const duration = durationMs(text);
  if (duration === undefined) {
    const message = `'${name}' is '${shown(text)}', which is no duration`;
    note(findings, 'duration-refused', at, message, 'write ISO 8601: PT1S, PT5M, P1D');
  }
  return duration;
}
