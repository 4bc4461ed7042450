import type { Message, StoreSession } from '../../connectors/connector.ts';
import { type PartName, partName } from '../message-parts.ts';
import { partEventId, payloadHash, wholeName } from './event-identity.ts';
import type { IdentifiedEvent } from './identify.ts';

/** A part of a message, under the id of its place. */
export interface PartEvent extends IdentifiedEvent {
  readonly part: PartName;
}

/** Tells parts of messages from whole ones. */
export function partsOf(batch: readonly IdentifiedEvent[]): {
  readonly parts: readonly PartEvent[];
  readonly others: readonly IdentifiedEvent[];
} {
  const parts: PartEvent[] = [];
  const others: IdentifiedEvent[] = [];
  for (const event of batch) {
    const part = event.route === undefined ? partName(event.message) : undefined;
    if (part === undefined) others.push(event);
    else parts.push({ ...event, part, eventId: partEventId(part.whole, part.index) });
  }
  return { parts, others };
}

/** Makes transactions with parts of the same messages wait for each other. */
export async function lockWholes(
  session: StoreSession,
  parts: readonly PartEvent[],
): Promise<void> {
  await session.query({
    text: `SELECT pg_advisory_xact_lock(hashtextextended(whole, 0))
FROM (SELECT DISTINCT whole FROM unnest($1::text[]) AS w(whole) ORDER BY whole) AS wholes`,
    values: [{ columnType: 'text', items: parts.map(({ part }) => part.whole) }],
  });
}

/**
 * The messages of these parts all of whose parts raw holds. A whole that is not what its name says
 * was put together by somebody else: its parts stay where they are.
 */
export async function wholesOf(
  session: StoreSession,
  parts: readonly PartEvent[],
): Promise<readonly Message[]> {
  const wholes = new Map(parts.map((event) => [event.part.whole, event]));
  const messages: Message[] = [];
  for (const { part, message } of wholes.values()) {
    const stored = await storedParts(session, part);
    if (stored === undefined) continue;
    const body = Buffer.concat(stored.map((row) => row.body));
    if (wholeName(part.topic, payloadHash(body)) !== part.whole) continue;
    const receivedAtMs = Math.min(...stored.map((row) => Date.parse(row.receivedAt)));
    messages.push({ topic: part.topic, body, receivedAtMs, redelivered: message.redelivered });
  }
  return messages;
}

/** In their order; undefined while some are missing. Large, so counted before they are read. */
async function storedParts(
  session: StoreSession,
  { whole, count }: PartName,
): Promise<readonly { readonly body: Buffer; readonly receivedAt: string }[] | undefined> {
  const items = Array.from({ length: count }, (_, index) => partEventId(whole, index));
  const values = [{ columnType: 'uuid', items }] as const;
  const [found] = await session.query<{ n: number }>({
    text: 'SELECT count(*)::integer AS n FROM raw.unrouted WHERE event_id = ANY ($1::uuid[])',
    values,
  });
  if (found?.n !== count) return undefined;
  return session.query<{ body: Buffer; receivedAt: string }>({
    text: `SELECT u.body, u.received_at AS "receivedAt"
FROM unnest($1::uuid[]) WITH ORDINALITY AS p(event_id, position) JOIN raw.unrouted AS u USING (event_id)
ORDER BY p.position`,
    values,
  });
}
