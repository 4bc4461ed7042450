import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt } from '../source/node-at.ts';
import {
  cancelledOf,
  changes,
  commonOf,
  compatibilities,
  durationOf,
  eventKeyOf,
  eventTimeOf,
  incrementalOf,
  mappingAt,
  optionalText,
  pathsAt,
  versionPointerOf,
} from './profile-parts.ts';
import { derivesOf, fileReferencesOf, resultOf } from './profile-provenance.ts';
import {
  choiceOf,
  type Findings,
  knownKeys,
  note,
  optional,
  requiredText,
  wrongType,
} from './read-node.ts';
import type {
  ComputedProfile,
  EventProfile,
  FilesProfile,
  Profile,
  SensorProfile,
} from './tundish-profile.ts';

const eventKeys = [
  'class',
  'topic',
  'eventKey',
  'eventTime',
  'versionPointer',
  'change',
  'revision',
  'cancelled',
  'result',
  'derives',
  'files',
  'compatibility',
  'drift',
];
const filesKeys = ['class', 'folder', 'manifest', 'compatibility'];
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

/**
 * Reads a profile; undefined, with findings, where a part is missing that the rest hangs on. One that
 * comes with errors is good enough to find more of them, so that a person sees all at once.
 */
export function readProfile(at: NodeAt, findings: Findings): Profile | undefined {
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return undefined;
  }
  if (memberNode(at, 'transform') !== undefined) return computed(at, findings);
  if (memberNode(at, 'class') === undefined) {
    const keys = [...new Set([...eventKeys, ...sensorKeys, ...filesKeys, ...computedKeys])];
    knownKeys(at, keys, findings);
    const message = "the entry has neither 'class' nor 'transform'";
    note(
      findings,
      'value-missing',
      at,
      message,
      'write class: event, class: sensor, class: files or transform: <file>.sql',
    );
    return undefined;
  }
  const kind = choiceOf(at, 'class', ['event', 'sensor', 'files'] as const, findings);
  switch (kind) {
    case undefined:
      return undefined;
    case 'event':
      return event(at, findings);
    case 'sensor':
      return sensor(at, findings);
    case 'files':
      return files(at, findings);
  }
}

function event(at: NodeAt, findings: Findings): EventProfile | undefined {
  knownKeys(at, eventKeys, findings);
  const topic = requiredText(at, 'topic', findings);
  const eventKey = eventKeyOf(at, findings);
  const eventTime = memberNode(at, 'eventTime');
  const time = eventTime === undefined ? undefined : eventTimeOf(eventTime, findings);
  const common = commonOf(at, findings);
  const pointer = versionPointerOf(at, findings);
  const revision = optionalText(at, 'revision', findings);
  const cancelled = cancelledOf(at, findings);
  const result = resultOf(at, findings);
  const derives = derivesOf(at, findings);
  const files = fileReferencesOf(at, findings);
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
    ...optional('result', result),
    derives,
    files,
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
      "samples are appended; 'change' cannot be revise",
      'remove it',
    );
  }
  const series = mappingAt(at, 'series', findings);
  if (series !== undefined) knownKeys(series, ['dimensions', 'tag', 'value', 'quality'], findings);
  const dimensionsAt = memberNode(series, 'dimensions');
  const dimensions = dimensionsAt === undefined ? [] : pathsAt(dimensionsAt, findings);
  const tag = series === undefined ? undefined : requiredText(series, 'tag', findings);
  const value = series === undefined ? undefined : requiredText(series, 'value', findings);
  const quality = optionalText(series, 'quality', findings);
  const eventTime = mappingAt(at, 'eventTime', findings);
  const time = eventTime === undefined ? undefined : eventTimeOf(eventTime, findings);
  const samplingMs = durationOf(at, 'sampling', findings);
  const tags = optionalText(at, 'tags', findings);
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

/** A folder beside the contract begins with a dot; anything else is a name of a place outside the repository. */
const folderText = /^(\.\.?\/.*\S.*|[a-z][a-z0-9_-]{0,39})$/;

function files(at: NodeAt, findings: Findings): FilesProfile | undefined {
  knownKeys(at, filesKeys, findings);
  const folder = requiredText(at, 'folder', findings);
  if (folder !== undefined && !folderText.test(folder)) {
    const message = `the folder '${shown(folder)}' is neither a path nor a name`;
    const hint = `write ./${shown(folder)} for a folder beside the contract, or a lower case name of a place outside the repository`;
    note(findings, 'value-not-allowed', memberNode(at, 'folder') ?? at, message, hint);
  }
  const manifest = requiredText(at, 'manifest', findings);
  const compatibility = choiceOf(at, 'compatibility', compatibilities, findings);
  if (folder === undefined || manifest === undefined) return undefined;
  return { kind: 'files', at, folder, manifest, ...optional('compatibility', compatibility) };
}
