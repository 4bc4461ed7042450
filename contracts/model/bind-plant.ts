import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';
import { didYouMean } from '../source/suggestion.ts';
import { isTimeZone, knownTimeZones } from '../source/time-zone.ts';
import type { Calendar, Plant } from './plant.ts';
import {
  type Findings,
  knownKeys,
  mappingsOf,
  note,
  requiredText,
  wrongType,
} from './read-node.ts';

/** What `plant.yaml` says; undefined, with findings, where a part of it is missing or wrong. */
export function bindPlantHeader(
  document: SourceDocument,
  findings: Findings,
): Omit<Plant, 'products'> | undefined {
  const at = rootNode(document);
  if (at.node.kind !== 'object') {
    wrongType(findings, at, 'a mapping');
    return undefined;
  }
  knownKeys(at, ['name', 'timeZone', 'topicRoot', 'calendars'], findings);
  const name = matching(
    at,
    'name',
    /^[a-z][a-z0-9_-]{0,39}$/,
    "lower case letters, digits, '_' and '-', a letter first",
    findings,
  );
  const timeZone = zoneOf(at, 'timeZone', findings);
  const topicRoot = matching(
    at,
    'topicRoot',
    /^[\p{L}\p{N}_.-]{1,60}(\/[\p{L}\p{N}_.-]{1,60}){0,4}$/u,
    'one or more topic levels without wildcards',
    findings,
  );
  const seen = new Set<string>();
  const calendars = mappingsOf(at, 'calendars', findings).flatMap((entry) => {
    const calendar = calendarOf(entry, findings);
    if (calendar === undefined) return [];
    if (seen.has(calendar.name)) {
      note(
        findings,
        'name-taken',
        entry,
        `the calendar '${calendar.name}' stands twice`,
        'rename one',
      );
      return [];
    }
    seen.add(calendar.name);
    return [calendar];
  });
  if (name === undefined || timeZone === undefined || topicRoot === undefined) return undefined;
  return { name, timeZone, topicRoot, calendars };
}

function calendarOf(at: NodeAt, findings: Findings): Calendar | undefined {
  knownKeys(at, ['name', 'zone', 'dayStart'], findings);
  const name = matching(
    at,
    'name',
    /^[a-z][a-z0-9_]{0,39}$/,
    "lower case letters, digits and '_'",
    findings,
  );
  const zone = zoneOf(at, 'zone', findings);
  const dayStart = matching(
    at,
    'dayStart',
    /^([01]\d|2[0-3]):[0-5]\d$/,
    'a time of day as "06:00"',
    findings,
  );
  if (name === undefined || zone === undefined || dayStart === undefined) return undefined;
  return { name, zone, dayStart, shifts: [], place: placeOf(at) };
}

function zoneOf(at: NodeAt, name: string, findings: Findings): string | undefined {
  const zone = requiredText(at, name, findings);
  if (zone === undefined || isTimeZone(zone)) return zone;
  const message = `'${shown(zone)}' is no time zone of the IANA database`;
  note(
    findings,
    'zone-unknown',
    memberNode(at, name) ?? at,
    message,
    didYouMean(zone, knownTimeZones()) ?? 'write Europe/Berlin or the like',
  );
  return undefined;
}

function matching(
  at: NodeAt,
  name: string,
  pattern: RegExp,
  expected: string,
  findings: Findings,
): string | undefined {
  const text = requiredText(at, name, findings);
  if (text === undefined || pattern.test(text)) return text;
  const message = `'${name}' is '${shown(text)}'; expected is ${expected}`;
  note(findings, 'value-not-allowed', memberNode(at, name) ?? at, message);
  return undefined;
}
