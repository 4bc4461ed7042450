import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Message } from '../../connectors/connector.ts';
import type { StreamMajor } from '../../contracts/plan/plan.ts';
import { pointerTokens } from '../../contracts/source/json-pointer.ts';
import { majorIn } from '../contract-major.ts';
import type { Stage } from '../pump/stage.ts';
import { readMember } from '../read-member.ts';
import type { StreamClaim, StreamDatasetPlan, TopicClaims } from '../stream-router.ts';
import { encrypt } from './encrypt.ts';
import { type EncryptionKeys, encryptionKeys, type PersonalKeys } from './personal-keys.ts';
import { personalPlaces } from './personal-paths.ts';
import { pseudonym } from './pseudonym.ts';
import { NO_STREAM, type SealCause, sealBody } from './sealed-body.ts';
import { type Replace, treatText } from './treat-text.ts';
import { treatedValue } from './treated-value.ts';

/** A stream some of whose majors carry personal members. */
export function hasPersonal({ majors }: Pick<StreamDatasetPlan, 'majors'>): boolean {
  return majors.some(({ personal }) => personal !== undefined && personal.length > 0);
}

/**
 * Takes what is personal out of each message, before anything durable holds it: member by member
 * where its contract says which those are. Where nothing says so (it is no JSON, not of the contract's
 * form, of a major to come, or of no stream), the whole body is encrypted, so that nothing is lost
 * either. Of no stream is also what a kept session's filters of an earlier plan still bring.
 */
export function treatPersonal(
  claimsOf: (topic: string) => TopicClaims,
  keys: PersonalKeys,
): Stage<Message, Message> {
  const treatments = new Map<StreamMajor, TreatBody | undefined>();
  const treatmentOf = (major: StreamMajor): TreatBody | undefined => {
    if (!treatments.has(major)) treatments.set(major, treatment(major, keys));
    return treatments.get(major);
  };
  return (batch) =>
    batch.map((message) => {
      const { claim } = claimsOf(message.topic);
      if (claim === undefined) return sealed(message, undefined, 'unclear', keys);
      if (!hasPersonal(claim.dataset)) return message;
      const major = majorOf(claim, message.body);
      if (major === undefined || major === 'ahead') {
        return sealed(message, claim, major ?? 'unclear', keys);
      }
      const treat = treatmentOf(major);
      // A major without personal members is stored as it comes.
      if (treat === undefined) return message;
      const body = treat(message.body);
      return body === undefined ? sealed(message, claim, 'unclear', keys) : { ...message, body };
    });
}

/** A message whose treatment is at fault: encrypted whole where it may be personal. */
export function untreated(
  claimsOf: (topic: string) => TopicClaims,
  keys: PersonalKeys,
  message: Message,
): Message {
  const { claim } = claimsOf(message.topic);
  if (claim !== undefined && !hasPersonal(claim.dataset)) return message;
  return sealed(message, claim, 'unclear', keys);
}

function sealed(
  message: Message,
  claim: StreamClaim | undefined,
  because: SealCause,
  { encryptionKey }: PersonalKeys,
): Message {
  const { topic, body } = message;
  const place = { stream: claim?.dataset.id ?? NO_STREAM, topic, because };
  return { ...message, body: sealBody(body, place, encryptionKey) };
}

/** The body after treatment; undefined where nobody can tell what of it is personal. */
export type TreatBody = (body: Uint8Array) => Uint8Array | undefined;

/**
 * Compiles the treatment of a major; undefined where it has no personal members. `again` is for bodies
 * that a process with a newer plan may have treated when they came in: values that are treated already
 * stay as they are. Where nobody can have, a sender's imitation of such a value is treated as well.
 */
export function treatment(
  { personal, payload }: StreamMajor,
  keys: PersonalKeys,
  again: 'again' | 'first' = 'first',
): TreatBody | undefined {
  if (personal === undefined || personal.length === 0) return undefined;
  const places = personalPlaces(personal, payload.records);
  const encryption = encryptionKeys(keys.encryptionKey);
  return (body) => {
    const text = jsonText(body);
    if (text === undefined) return undefined;
    const replace = replacement(body, keys, encryption);
    const treated = treatText(
      text,
      places,
      again === 'first'
        ? replace
        : (source, how, at) => treatedValue(source) ?? replace(source, how, at),
    );
    return treated === undefined ? undefined : Buffer.from(treated);
  };
}

function replacement(body: Uint8Array, keys: PersonalKeys, encryption: EncryptionKeys): Replace {
  const { pseudonymKey } = keys;
  let bodyHash: string | undefined;
  return (source, treatment, at) => {
    if (treatment === 'pseudonymise') {
      if (pseudonymKey === undefined) throw new TypeError('a stream pseudonymises without a key');
      return pseudonym(source, pseudonymKey);
    }
    bodyHash ??= hash('sha256', body, 'hex');
    return encrypt(Buffer.from(source), Buffer.from(`${bodyHash} ${at}`), encryption);
  };
}

/** `ahead` where it names a major that the plan has not; undefined where it names none. */
function majorOf(
  { majors, unknownMajor }: StreamClaim,
  body: Uint8Array,
): StreamMajor | 'ahead' | undefined {
  if (unknownMajor !== undefined) return 'ahead';
  const [newest] = majors;
  const pointer = newest?.stream.class === 'event' ? newest.stream.versionPointer : undefined;
  if (pointer === undefined) return newest;
  const text = jsonText(body);
  if (text === undefined) return undefined;
  const number = majorIn(readMember(JSON.parse(text), pointerTokens(pointer) ?? []));
  if (number === undefined) return undefined;
  return majors.find(({ major }) => major === number) ?? 'ahead';
}

/** The text of a body that is JSON. */
function jsonText(body: Uint8Array): string | undefined {
  if (!isUtf8(body)) return undefined;
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
