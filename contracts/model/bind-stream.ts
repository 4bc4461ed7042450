import { shown } from '../source/checked-value.ts';
import { pointerTokens } from '../source/json-pointer.ts';
import type { NodeAt } from '../source/node-at.ts';
import { placeOf } from '../source/node-at.ts';
import { didYouMean } from '../source/suggestion.ts';
import { isTimeZone, knownTimeZones } from '../source/time-zone.ts';
import { bindTopic } from './bind-topic.ts';
import type { Field } from './field.ts';
import { fieldAt, isScalar } from './field-path.ts';
import { type Findings, note, optional } from './read-node.ts';
import type { EventTime, Stream } from './stream.ts';
import {
  type EventProfile,
  type EventTimeProfile,
  type Profile,
  profileMember,
  type SensorProfile,
} from './tundish-profile.ts';

/** The stream that a profile describes, its paths checked against the fields of the record. */
export function bindStream(
  profile: EventProfile | SensorProfile,
  id: string,
  topicRoot: string,
  fields: readonly Field[],
  findings: Findings,
): Stream | undefined {
  const topic = bindTopic(profile.topic, topicRoot, profileMember(profile, 'topic'), findings);
  const eventTime =
    profile.eventTime === undefined
      ? undefined
      : bindEventTime(profile, profile.eventTime, fields, findings);
  const common = { id, topic: topic ?? '', place: placeOf(profile.at) };
  if (profile.kind === 'event') {
    const keys = profile.eventKey;
    if (keys !== 'payload') {
      for (const [index, path] of keys.entries()) {
        scalarAt(fields, path, profileMember(profile, 'eventKey', String(index)), findings);
      }
    }
    checkVersionPointer(profile, fields, findings);
    if (topic === undefined) return undefined;
    return {
      class: 'event',
      ...common,
      eventKey: keys,
      ...optional('eventTime', eventTime),
      ...optional('versionPointer', profile.versionPointer),
    };
  }
  for (const [index, path] of profile.dimensions.entries()) {
    scalarAt(fields, path, profileMember(profile, 'series', 'dimensions', String(index)), findings);
  }
  scalarAt(fields, profile.tag, profileMember(profile, 'series', 'tag'), findings, ['string']);
  const value = profileMember(profile, 'series', 'value');
  scalarAt(fields, profile.value, value, findings, ['number', 'integer']);
  if (profile.quality !== undefined) {
    scalarAt(fields, profile.quality, profileMember(profile, 'series', 'quality'), findings, [
      'string',
    ]);
  }
  if (topic === undefined || eventTime === undefined) return undefined;
  return {
    class: 'sensor',
    ...common,
    series: {
      dimensions: profile.dimensions,
      tag: profile.tag,
      value: profile.value,
      ...optional('quality', profile.quality),
    },
    eventTime,
    ...optional('samplingMs', profile.samplingMs),
  };
}

/** The pointer leads into the message, which is the record itself where it holds one. */
function checkVersionPointer(
  profile: EventProfile,
  fields: readonly Field[],
  findings: Findings,
): void {
  const names = pointerTokens(profile.versionPointer ?? '') ?? [];
  const path = /^\d+$/.test(names[0] ?? '') ? names.slice(1) : names;
  if (path.length === 0) return;
  scalarAt(fields, path.join('.'), profileMember(profile, 'versionPointer'), findings);
}

function bindEventTime(
  profile: Profile,
  written: EventTimeProfile,
  fields: readonly Field[],
  findings: Findings,
): EventTime | undefined {
  const zoneAt = profileMember(profile, 'eventTime', 'zone');
  const { field, zone, skewMs } = written;
  if (zone !== undefined && !isTimeZone(zone)) {
    const message = `'${shown(zone)}' is no time zone of the IANA database`;
    note(
      findings,
      'zone-unknown',
      zoneAt,
      message,
      didYouMean(zone, knownTimeZones()) ?? 'write Europe/Berlin or the like',
    );
    return undefined;
  }
  const at = profileMember(profile, 'eventTime', 'field');
  const found = scalarAt(fields, field, at, findings);
  if (found === undefined) return undefined;
  if (found.type.kind !== 'timestamp' && found.type.kind !== 'local-timestamp') {
    const message = `'${field}' carries no time`;
    const hint =
      found.type.kind === 'string'
        ? 'give it "format": "date-time" in the payload schema, or a zone here where it has no offset'
        : 'name a member that is a text with a date and a time';
    note(findings, 'field-unfit', at, message, hint);
    return undefined;
  }
  return { field, ...optional('zone', zone), ...optional('skewMs', skewMs) };
}

/** The field at a path that must be one value of the record; findings otherwise. */
export function scalarAt(
  fields: readonly Field[],
  path: string,
  at: NodeAt,
  findings: Findings,
  kinds?: readonly string[],
): Field | undefined {
  const found = fieldAt(fields, path);
  if (found.field === undefined) {
    note(findings, 'field-unknown', at, `'${shown(path)}' ${found.problem}`, found.hint);
    return undefined;
  }
  return oneValue(found.field, path, at, findings, kinds);
}

/** The field, where it is one value of one of these kinds; a finding otherwise. */
export function oneValue(
  field: Field,
  path: string,
  at: NodeAt,
  findings: Findings,
  kinds?: readonly string[],
): Field | undefined {
  if (!isScalar(field)) {
    const message = `'${shown(path)}' is of type ${field.type.kind}; one value is needed here`;
    note(findings, 'field-unfit', at, message, 'name a member that is a text, a number or a time');
    return undefined;
  }
  if (kinds !== undefined && !kinds.includes(field.type.kind)) {
    const message = `'${shown(path)}' is of type ${field.type.kind}; needed is ${kinds.join(' or ')}`;
    note(findings, 'field-unfit', at, message);
    return undefined;
  }
  return field;
}
