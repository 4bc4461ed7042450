import type { Row } from '../../connectors/connector.ts';
import { isSealed } from '../personal/encrypt.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { NO_STREAM, sealBody } from '../personal/sealed-body.ts';
import { treatment } from '../personal/treat-message.ts';
import { unreadableEventId } from '../writer/event-identity.ts';
import type { OpenSamples } from '../writer/open-samples.ts';
import { hide, judgeSamples, type SensorMessage, unreadSamples } from '../writer/read-samples.ts';
import { samplesIn } from '../writer/samples-in.ts';
import type { KnownSensorRoute } from '../writer/sensor-streams.ts';
import { platformReason } from './reason.ts';

/** A held message of samples as `metrics.quarantine` has it; the event id in hexadecimal digits. */
export interface BodyRow extends Row {
  readonly id: string;
  readonly event_id: string;
  readonly payload_hash: Uint8Array;
  readonly body: Uint8Array;
  readonly received_at: string;
}

export function isPersonal({ personal }: KnownSensorRoute['major']): boolean {
  return personal !== undefined && personal.length > 0;
}

/** Reads it by the contract that has come, opened and treated as it would have been then. */
export function readHeld(
  row: BodyRow,
  route: KnownSensorRoute,
  keys: PersonalKeys | undefined,
  open: OpenSamples,
): SensorMessage {
  const refuse = (rule: 'personal-sealed' | 'personal-misplaced'): SensorMessage =>
    hide({
      message: messageOf(row, closed(row.body, route, keys)),
      route,
      samples: [],
      refused: samplesIn(row.body),
      reasons: [platformReason(rule)],
    });
  if (!isSealed(row.body)) {
    // A reader with a newer plan than the writer's may have treated it.
    const treat = keys === undefined ? undefined : treatment(route.major, keys, 'again');
    const treated = treat === undefined ? row.body : treat(row.body);
    return treated === undefined
      ? refuse('personal-misplaced')
      : judgeSamples(messageOf(row, treated), route);
  }
  // Its event id is that of topic and bytes.
  const opened = open(
    row.body,
    route,
    (topic) => unreadableEventId(topic, row.payload_hash).toString('hex') === row.event_id,
  );
  if (opened.kind === 'message') return hide(judgeSamples(messageOf(row, opened.body), route));
  return refuse(opened.kind === 'refused' ? opened.rule : 'personal-sealed');
}

function messageOf({ received_at }: BodyRow, body: Uint8Array): SensorMessage['message'] {
  return { topic: '', body, receivedAtMs: Date.parse(received_at), redelivered: false };
}

/** What nobody can treat is kept for who holds the key. */
function closed(
  body: Uint8Array,
  { major }: KnownSensorRoute,
  keys: PersonalKeys | undefined,
): Uint8Array {
  if (isSealed(body) || !isPersonal(major) || keys === undefined) return body;
  return sealBody(body, { stream: NO_STREAM, topic: '', because: 'unclear' }, keys.encryptionKey);
}

/** The same where reading it meets a fault of ours. */
export function unreadHeld(
  row: BodyRow,
  route: KnownSensorRoute,
  keys: PersonalKeys | undefined,
): SensorMessage {
  return hide(unreadSamples(messageOf(row, closed(row.body, route, keys)), route));
}
