import type { Incident, QuarantinedMessage } from '../../ingestion/quarantine/incidents.ts';
import { visible } from './visible.ts';

/** Incidents as a list, newest first: a line of facts, one of reason and the hint, if any. */
export function renderIncidents(incidents: readonly Incident[]): string {
  return incidents
    .map(
      (incident) =>
        `${incident.fingerprint}  ${visible(incident.stream)}  ${statesText(incident)}  ${incident.firstReceived} to ${incident.lastReceived}\n` +
        `  ${visible(incident.rule)} at ${visible(incident.pointer === '' ? '(the message)' : incident.pointer)}: ${visible(incident.message)}\n` +
        `${incident.hint === undefined ? '' : `  ${visible(incident.hint)}\n`}`,
    )
    .join('');
}

/** One incident with its newest messages. */
export function renderIncident(
  incident: Incident,
  messages: readonly QuarantinedMessage[],
): string {
  const shown = messages.map((message) => {
    const reasons = message.reasons.map(
      ({ rule, pointer, message: text, expected, found, hint }) =>
        `    ${visible(pointer === '' ? '(the message)' : pointer)}  ${visible(rule)}: ${visible(text)}` +
        `${expected === undefined ? '' : `; expected ${visible(expected)}`}` +
        `${found === undefined ? '' : `; found ${visible(JSON.stringify(found))}`}` +
        `${hint === undefined ? '' : `\n      ${visible(hint)}`}\n`,
    );
    const version = message.contractVersion === null ? '' : `, contract ${message.contractVersion}`;
    return (
      `\n  ${message.eventId}  ${message.state}, received ${message.receivedAt}${visible(version)}\n` +
      `${reasons.join('')}${message.sample === null ? '' : `    ${visible(message.sample)}\n`}`
    );
  });
  const left = incident.messages - messages.length;
  return `${renderIncidents([incident])}${shown.join('')}${left > 0 ? `\n  and ${left} more messages\n` : ''}`;
}

/** `2 open, 1 discarded`. */
export function statesText({ byState }: Incident): string {
  return Object.entries(byState)
    .map(([state, messages]) => `${messages} ${state}`)
    .join(', ');
}
