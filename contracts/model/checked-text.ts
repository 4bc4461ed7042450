import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt } from '../source/node-at.ts';
import { didYouMean } from '../source/suggestion.ts';
import { isTimeZone, knownTimeZones } from '../source/time-zone.ts';
import { type Findings, note, requiredText } from './read-node.ts';

/** A member with an IANA time zone; undefined, with a finding, for anything else. */
export function zoneOf(at: NodeAt, name: string, findings: Findings): string | undefined {
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

/** A member with a text of one form; `expected` names the form. */
export function matching(
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
