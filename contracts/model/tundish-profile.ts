import { shown } from '../source/checked-value.ts';
import { durationMs } from '../source/duration.ts';
import { memberNode, memberNodes, type NodeAt } from '../source/node-at.ts';
import type { Change, CompatibilityMode } from './dataset.ts';
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

/**
 * The `tundish` entry of a schema object as written: form is checked here, whether its paths and
 * files exist is not. `tundish-profile.schema.json` says the same for editors; a test holds both
 * together.
 */
export type Profile = EventProfile | SensorProfile | ComputedProfile;

interface ProfileCommon {
  readonly at: NodeAt;
  readonly compatibility?: CompatibilityMode;
  readonly change?: Change;
}

export interface EventProfile extends ProfileCommon {
  readonly kind: 'event';
  readonly topic: string;
  readonly eventKey: readonly string[] | 'payload';
  readonly eventTime?: EventTimeProfile;
  readonly versionPointer?: string;
  readonly revision?: string;
  readonly cancelled?: { readonly field: string; readonly equals: string };
}

export interface SensorProfile extends ProfileCommon {
  readonly kind: 'sensor';
  readonly topic: string;
  readonly dimensions: readonly string[];
  readonly tag: string;
  readonly value: string;
  readonly quality?: string;
  readonly eventTime: EventTimeProfile;
  readonly samplingMs?: number;
  readonly tags?: string;
}

export interface ComputedProfile extends ProfileCommon {
  readonly kind: 'computed';
  readonly transform: string;
  readonly incremental?: {
    readonly key: readonly string[];
    readonly changedBy: readonly {
      readonly view: string;
      readonly keys: readonly string[] | string;
      readonly at: NodeAt;
    }[];
  };
}

export interface EventTimeProfile {
  readonly field: string;
  readonly zone?: string;
  readonly skewMs?: number;
}

const compatibilities = [
  'NONE',
  'BACKWARD',
  'FORWARD',
  'FULL',
  'BACKWARD_TRANSITIVE',
  'FORWARD_TRANSITIVE',
  'FULL_TRANSITIVE',
] as const;
const changes = ['append', 'revise'] as const;
const mostPaths = 16;

const eventKeys = [
  'class',
  'topic',
  'eventKey',
  'eventTime',
  'versionPointer',
  'change',
  'revision',
  'cancelled',
  'compatibility',
  'drift',
];
const sensorKeys = [
  'class',
  'topic',
  'series',
  'eventTime',
  'sampling',
  'tags',
  'change',
  'compatibility',
  'drift',
];
const computedKeys = ['transform', 'change', 'incremental', 'compatibility'];

/** Reads a profile; undefined, with findings, where it is not well formed. */
export function readProfile(at: NodeAt, findings: Findings): Profile | undefined {
  const own: Findings = [];
  const profile = profileOf(at, own);
  findings.push(...own);
  return own.some((finding) => finding.severity === 'error') ? undefined : profile;
}

function profileOf(at: NodeAt, findings: Findings): Profile | undefined {
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return undefined;
  }
  if (memberNode(at, 'transform') !== undefined) return computed(at, findings);
  if (memberNode(at, 'class') === undefined) {
    const keys = [...new Set([...eventKeys, ...sensorKeys, ...computedKeys])];
    knownKeys(at, keys, findings);
    const message = 'The entry has neither "class" nor "transform".';
    note(
      findings,
      'value-missing',
      at,
      message,
      'Write class: event, class: sensor or transform: <file>.sql.',
    );
    return undefined;
  }
  const kind = choiceOf(at, 'class', ['event', 'sensor'] as const, findings);
  if (kind === undefined) return undefined;
  return kind === 'event' ? event(at, findings) : sensor(at, findings);
}

function event(at: NodeAt, findings: Findings): EventProfile | undefined {
  knownKeys(at, eventKeys, findings);
  const topic = requiredText(at, 'topic', findings);
  const eventKey = eventKeyOf(at, findings);
  const eventTime = memberNode(at, 'eventTime');
  const time = eventTime === undefined ? undefined : eventTimeOf(eventTime, findings);
  const common = commonOf(at, findings);
  const pointer = versionPointerOf(at, findings);
  const revision = optionalPath(at, 'revision', findings);
  const cancelled = cancelledOf(at, findings);
  if (topic === undefined || eventKey === undefined) return undefined;
  return {
    kind: 'event',
    ...common,
    topic,
    eventKey,
    ...optional('eventTime', time),
    ...optional('versionPointer', pointer),
    ...optional('revision', revision),
    ...optional('cancelled', cancelled),
  };
}

function sensor(at: NodeAt, findings: Findings): SensorProfile | undefined {
  knownKeys(at, sensorKeys, findings);
  const topic = requiredText(at, 'topic', findings);
  const common = commonOf(at, findings);
  if (common.change === 'revise') {
    const place = memberNode(at, 'change') ?? at;
    note(
      findings,
      'value-not-allowed',
      place,
      'Samples are appended; "change" cannot be revise.',
      'Remove it.',
    );
  }
  const series = mappingAt(at, 'series', findings);
  if (series !== undefined) knownKeys(series, ['dimensions', 'tag', 'value', 'quality'], findings);
  const dimensionsAt = memberNode(series, 'dimensions');
  const dimensions = dimensionsAt === undefined ? [] : pathsAt(dimensionsAt, findings);
  const tag = series === undefined ? undefined : requiredText(series, 'tag', findings);
  const value = series === undefined ? undefined : requiredText(series, 'value', findings);
  const quality = optionalPath(series, 'quality', findings);
  const eventTime = mappingAt(at, 'eventTime', findings);
  const time = eventTime === undefined ? undefined : eventTimeOf(eventTime, findings);
  const samplingMs = durationOf(at, 'sampling', findings);
  const tags = optionalPath(at, 'tags', findings);
  if (topic === undefined || dimensions === undefined || tag === undefined) return undefined;
  if (value === undefined || time === undefined) return undefined;
  return {
    kind: 'sensor',
    ...common,
    topic,
    dimensions,
    tag,
    value,
    ...optional('quality', quality),
    eventTime: time,
    ...optional('samplingMs', samplingMs),
    ...optional('tags', tags),
  };
}

function computed(at: NodeAt, findings: Findings): ComputedProfile | undefined {
  knownKeys(at, computedKeys, findings);
  const transform = requiredText(at, 'transform', findings);
  const compatibility = choiceOf(at, 'compatibility', compatibilities, findings);
  const change = choiceOf(at, 'change', changes, findings);
  const incremental = incrementalOf(at, findings);
  if (transform === undefined) return undefined;
  return {
    kind: 'computed',
    at,
    transform,
    ...optional('compatibility', compatibility),
    ...optional('change', change),
    ...optional('incremental', incremental),
  };
}

function commonOf(at: NodeAt, findings: Findings): ProfileCommon {
  choiceOf(at, 'drift', ['quarantine'] as const, findings);
  return {
    at,
    ...optional('compatibility', choiceOf(at, 'compatibility', compatibilities, findings)),
    ...optional('change', choiceOf(at, 'change', changes, findings)),
  };
}

function eventKeyOf(at: NodeAt, findings: Findings): readonly string[] | 'payload' | undefined {
  const key = memberNode(at, 'eventKey');
  if (key === undefined) {
    const message = 'The event stream declares no "eventKey".';
    note(
      findings,
      'event-key-missing',
      at,
      message,
      'Name the members that make an event one and the same, as in [source, sequence].',
    );
    return undefined;
  }
  if (key.node.kind === 'scalar' && key.node.value === 'payload') return 'payload';
  return pathsAt(key, findings, true);
}

function eventTimeOf(at: NodeAt, findings: Findings): EventTimeProfile | undefined {
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping with "field"');
    return undefined;
  }
  knownKeys(at, ['field', 'zone', 'skew'], findings);
  const field = requiredText(at, 'field', findings);
  const zone = optionalPath(at, 'zone', findings);
  const skewMs = durationOf(at, 'skew', findings);
  if (field === undefined) return undefined;
  return { field, ...optional('zone', zone), ...optional('skewMs', skewMs) };
}

function cancelledOf(at: NodeAt, findings: Findings): EventProfile['cancelled'] {
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

function versionPointerOf(at: NodeAt, findings: Findings): string | undefined {
  const pointer = optionalPath(at, 'versionPointer', findings);
  const node = memberNode(at, 'versionPointer');
  if (pointer === undefined || node === undefined) return undefined;
  if (/^(\/([^~/]|~[01])*)+$/.test(pointer)) return pointer;
  note(
    findings,
    'value-not-allowed',
    node,
    `"${shown(pointer)}" is no JSON pointer.`,
    'Start with a slash: /version.',
  );
  return undefined;
}

function incrementalOf(at: NodeAt, findings: Findings): ComputedProfile['incremental'] {
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
      note(findings, 'value-missing', value, `"${shown(name)}" has no columns and no SELECT.`);
      return [];
    }
    return keys === undefined ? [] : [{ view: name, keys, at: value }];
  });
  if (changedBy !== undefined && memberNodes(changedBy).length === 0) {
    note(
      findings,
      'value-missing',
      changedBy,
      '"changed_by" names no view.',
      'Name each view whose changes count.',
    );
  }
  return key === undefined ? undefined : { key, changedBy: entries };
}

/** A member that must be a mapping. */
function mappingAt(parent: NodeAt, name: string, findings: Findings): NodeAt | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) {
    missing(findings, parent, name);
    return undefined;
  }
  if (at.node.kind === 'object') return at;
  wrongType(findings, at, 'a mapping');
  return undefined;
}

function optionalPath(
  parent: NodeAt | undefined,
  name: string,
  findings: Findings,
): string | undefined {
  return parent === undefined || memberNode(parent, name) === undefined
    ? undefined
    : requiredText(parent, name, findings);
}

function pathsAt(at: NodeAt, findings: Findings, some = false): readonly string[] | undefined {
  const paths = textsAt(at, findings);
  if (paths === undefined) return undefined;
  if (some && paths.length === 0) {
    note(findings, 'value-missing', at, 'The list is empty.', 'Name at least one.');
  } else if (paths.length > mostPaths) {
    note(findings, 'value-not-allowed', at, `The list has more than ${mostPaths} names.`);
  } else if (some && new Set(paths).size !== paths.length) {
    note(
      findings,
      'value-not-allowed',
      at,
      'A name stands twice in the list.',
      'Remove one of the two.',
    );
  }
  return paths;
}

function durationOf(parent: NodeAt, name: string, findings: Findings): number | undefined {
  const at = memberNode(parent, name);
  if (at === undefined) return undefined;
  const text = requiredText(parent, name, findings);
  if (text === undefined) return undefined;
  const duration = durationMs(text);
  if (duration === undefined) {
    const message = `"${name}" is "${shown(text)}", which is no duration.`;
    note(findings, 'duration-refused', at, message, 'Write ISO 8601: PT1S, PT5M, P1D.');
  }
  return duration;
}

/** Where the profile's finding about one of its members stands. */
export function profileMember(profile: Profile, ...names: readonly string[]): NodeAt {
  let at: NodeAt = profile.at;
  for (const name of names) at = memberNode(at, name) ?? at;
  return at;
}
