import type { Message } from '../../connectors/connector.ts';
import { HIGHEST_MAJOR, majorIn } from '../contract-major.ts';
import { type EventTimeValue, eventTime } from '../event-time.ts';
import { type Decoded, decodeJson } from '../json/decode-json.ts';
import { parseExact, SourceNumber } from '../json/exact-json.ts';
import type { Stage } from '../pump/stage.ts';
import { readMember } from '../read-member.ts';
import { keyedEventId, payloadEventId, payloadHash, unreadableEventId } from './event-identity.ts';
import type { EventMajor, EventRoute } from './event-streams.ts';
import { mayHaveLostDigits, numberKey } from './key-number.ts';

/** A message with everything that its raw row needs. */
export interface IdentifiedEvent {
  readonly message: Message;
  /** Undefined where no stream claims the topic. */
  readonly route: EventRoute | undefined;
  /** As the topic or the message names it, unless that is the major of another topic. */
  readonly major: number | undefined;
  /** The plan has no contract of that major: the message claims no event id before it has. */
  readonly ahead: boolean;
  readonly eventId: Uint8Array;
  readonly payloadHash: Uint8Array;
  /** Undefined while no contract says where the message has it. */
  readonly eventTime: EventTimeValue | undefined;
  /** JSON that JSONB keeps as it is. */
  readonly faithful: boolean;
}

/**
 * Gives each message its stream, major, event id and event time. Nothing is refused here: what
 * cannot be read gets an id over topic and bytes, and its raw row says what is known.
 */
export function identifyEvents(
  routeOf: (topic: string) => EventRoute | undefined,
): Stage<Message, IdentifiedEvent> {
  return (batch) => batch.map((message) => identify(message, routeOf(message.topic)));
}

/**
 * The event of a message whose identification is at fault: by topic and bytes, without major and event
 * time, which its judge takes as the sign of it.
 */
export function unidentified(
  routeOf: (topic: string) => EventRoute | undefined,
  message: Message,
): IdentifiedEvent {
  const hashed = payloadHash(message.body);
  return {
    message,
    route: withoutFault(() => routeOf(message.topic)),
    major: undefined,
    ahead: false,
    eventId: unreadableEventId(message.topic, hashed),
    payloadHash: hashed,
    eventTime: undefined,
    faithful: false,
  };
}

/** The fault may lie in the routing: then no stream claims the message. */
function withoutFault<R>(work: () => R): R | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function identify(message: Message, route: EventRoute | undefined): IdentifiedEvent {
  const decoded = decodeJson(message.body);
  const hashed = payloadHash(message.body);
  const number = route === undefined ? undefined : majorOf(route, decoded);
  const major = route?.majors.find((one) => one.major === number);
  const ahead = route !== undefined && number !== undefined && !route.knownMajors.includes(number);
  // An unknown major is read by the newest one's rules: its id has to be right when it is known.
  const rules = major ?? route?.majors[0];
  const records = rules === undefined ? [] : recordsOf(decoded, rules);
  return {
    message,
    route,
    major: ahead ? number : major?.major,
    ahead,
    eventId: eventIdOf(message, route, rules, decoded, records, hashed),
    payloadHash: hashed,
    eventTime: ahead ? undefined : timeOf(message, rules, records),
    faithful: decoded.kind === 'json' && decoded.defect === undefined,
  };
}

function timeOf(
  { receivedAtMs }: Message,
  rules: EventMajor | undefined,
  records: readonly unknown[],
): EventTimeValue {
  return rules?.eventTime === undefined
    ? { ms: receivedAtMs, basis: 'received' }
    : eventTime(readMember(records[0], rules.eventTime.path), rules.eventTime, receivedAtMs);
}

/** The major that the message is of, whether or not the plan has it. */
function majorOf({ unknownMajor, majors }: EventRoute, decoded: Decoded): number | undefined {
  if (unknownMajor !== undefined) return unknownMajor;
  const [newest] = majors;
  if (newest?.versionPath === undefined) return newest?.major;
  const named = decoded.kind === 'json' ? readMember(decoded.value, newest.versionPath) : undefined;
  const number = majorIn(named);
  return number === undefined || number > HIGHEST_MAJOR ? undefined : number;
}

function recordsOf(decoded: Decoded, major: EventMajor): readonly unknown[] {
  return decoded.kind === 'json' ? recordsIn(decoded.value, major) : [];
}

function recordsIn(value: unknown, { records }: EventMajor): readonly unknown[] {
  if (records === 'one') return [value];
  return Array.isArray(value) ? value : [];
}

function eventIdOf(
  message: Message,
  route: EventRoute | undefined,
  rules: EventMajor | undefined,
  decoded: Decoded,
  records: readonly unknown[],
  hashed: Uint8Array,
): Buffer {
  if (route !== undefined && rules !== undefined && decoded.kind === 'json') {
    if (rules.eventKey === 'payload') return payloadEventId(route.stream, hashed);
    let keys = keysOf(records, rules.eventKey, decoded.text);
    if (keys === 'inexact') {
      // Two long numbers must not become one event: take the digits as written.
      keys = keysOf(recordsIn(parseExact(decoded.text), rules), rules.eventKey);
    }
    if (typeof keys !== 'string') return keyedEventId(route.stream, keys);
  }
  return unreadableEventId(message.topic, hashed);
}

/**
 * The key values of each record; `missing` where one is absent or no scalar. `text` is what
 * JSON.parse read, which may have changed the digits of a number: `inexact` then.
 */
function keysOf(
  records: readonly unknown[],
  paths: readonly (readonly string[])[],
  text?: string,
): readonly (readonly unknown[])[] | 'missing' | 'inexact' {
  if (records.length === 0) return 'missing';
  const keys: unknown[][] = [];
  for (const record of records) {
    const values: unknown[] = [];
    for (const path of paths) {
      const value = readMember(record, path);
      if (text !== undefined && typeof value === 'number' && mayHaveLostDigits(value, text)) {
        return 'inexact';
      }
      if (value instanceof SourceNumber) {
        values.push(numberKey(value.text));
      } else if (
        typeof value === 'string' ||
        typeof value === 'number' ||
        typeof value === 'boolean'
      ) {
        values.push(value);
      } else {
        return 'missing';
      }
    }
    keys.push(values);
  }
  return keys;
}
