import type { Message } from '../../../connectors/connector.ts';
import type { EventDatasetPlan, StreamMajor } from '../../../contracts/plan/plan.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { type IdentifiedEvent, identifyEvents } from '../../../ingestion/writer/identify.ts';
import { recordGenerator } from '../../support/records/record-generator.ts';
import { type Exact, exactJson, isExactArray } from './exact-json.ts';

/** A message as it was sent, with its records. */
export interface SentEvent {
  readonly event: IdentifiedEvent;
  /** As UUID text. */
  readonly id: string;
  readonly records: readonly Exact[];
}

const RECEIVED_AT = Date.UTC(2041, 0, 1);

/**
 * Valid messages of a stream major, each with an event key of its own; fewer than asked for where a
 * schema has no more different messages.
 */
export function generatedEvents(
  dataset: EventDatasetPlan,
  major: StreamMajor,
  count: number,
  seed: number,
): readonly SentEvent[] {
  const next = recordGenerator(major.payload.document, seed);
  const send = sender(dataset, major);
  const events = new Map<string, SentEvent>();
  for (let attempt = 0; events.size < count && attempt < count * 5; attempt += 1) {
    const event = send(next().text);
    if (!events.has(event.id)) events.set(event.id, event);
  }
  return [...events.values()];
}

/** Messages with these texts. */
export function writtenEvents(
  dataset: EventDatasetPlan,
  major: StreamMajor,
  texts: readonly string[],
): readonly SentEvent[] {
  return texts.map(sender(dataset, major));
}

function sender(dataset: EventDatasetPlan, major: StreamMajor): (text: string) => SentEvent {
  const identify = identifyEvents(eventRouter([dataset]));
  const topic = major.topicFilter.replaceAll('+', 'x');
  return (text) => {
    const message: Message = {
      topic,
      body: Buffer.from(text),
      receivedAtMs: RECEIVED_AT,
      redelivered: false,
    };
    const [event] = identify([message]);
    if (event === undefined) throw new Error('A message became no event.');
    const value = exactJson(text);
    const records = major.payload.records === 'array' && isExactArray(value) ? value : [value];
    return { event, id: uuidText(event.eventId), records };
  };
}

export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
