import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Message } from '../../connectors/connector.ts';
import type { StreamMajor } from '../../contracts/plan/plan.ts';
import { pointerTokens } from '../../contracts/source/json-pointer.ts';
import { majorIn } from '../contract-major.ts';
import type { Stage } from '../pump/stage.ts';
import { readMember } from '../read-member.ts';
import type { StreamClaim, StreamDatasetPlan, TopicClaims } from '../stream-router.ts';
import { encrypt, sealBody } from './encrypt.ts';
import { type EncryptionKeys, encryptionKeys, type PersonalKeys } from './personal-keys.ts';
import { personalPlaces } from './personal-paths.ts';
import { pseudonym } from './pseudonym.ts';
import { type Replace, treatText } from './treat-text.ts';

/** A stream some of whose majors carry personal members. */
function hasPersonal({ majors }: StreamDatasetPlan): boolean {
  return majors.some(({ personal }) => personal !== undefined && personal.length > 0);
}

/**
 * Takes what is personal out of each message, before anything durable holds it: member by member
 * where its contract says which those are. Where nothing says so (it is no JSON, not of the contract's
 * form, of a major to come, or of no stream but brought by the subscription of one with personal
 * members), the whole body is encrypted, so that nothing is lost either.
 */
export function treatPersonal(
  claimsOf: (topic: string) => TopicClaims,
  keys: PersonalKeys,
): Stage<Message, Message> {
  const encryption = encryptionKeys(keys.encryptionKey);
  const treatments = new Map<StreamMajor, TreatBody | undefined>();
  const treatmentOf = (major: StreamMajor): TreatBody | undefined => {
    if (!treatments.has(major)) treatments.set(major, treatment(major, keys));
    return treatments.get(major);
  };
  return (batch) =>
    batch.map((message) => {
      const { claim, near } = claimsOf(message.topic);
      const isTouched = claim === undefined ? near.some(hasPersonal) : hasPersonal(claim.dataset);
      if (!isTouched) return message;
      const major = claim === undefined ? undefined : majorOf(claim, message.body);
      // A major without personal members is stored as it comes.
      if (major !== undefined && treatmentOf(major) === undefined) return message;
      const body = major === undefined ? undefined : treatmentOf(major)?.(message.body);
      return { ...message, body: body ?? sealBody(message.body, encryption) };
    });
}

/** A message whose treatment is at fault: encrypted whole where it may be personal. */
export function untreated(
  claimsOf: (topic: string) => TopicClaims,
  keys: PersonalKeys,
  message: Message,
): Message {
  if (!claimsOf(message.topic).near.some(hasPersonal)) return message;
  return { ...message, body: sealBody(message.body, encryptionKeys(keys.encryptionKey)) };
}

/** The body after treatment; undefined where nobody can tell what of it is personal. */
export type TreatBody = (body: Uint8Array) => Uint8Array | undefined;

/** Compiles the treatment of a major; undefined where it has no personal members. */
export function treatment(
  { personal, payload }: StreamMajor,
  keys: PersonalKeys,
): TreatBody | undefined {
  if (personal === undefined || personal.length === 0) return undefined;
  const places = personalPlaces(personal, payload.records);
  const encryption = encryptionKeys(keys.encryptionKey);
  return (body) => {
    const text = jsonText(body);
    if (text === undefined) return undefined;
    const treated = treatText(text, places, replacement(body, keys, encryption));
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

function majorOf({ majors, unknownMajor }: StreamClaim, body: Uint8Array): StreamMajor | undefined {
  if (unknownMajor !== undefined) return undefined;
  const [newest] = majors;
  const pointer = newest?.stream.class === 'event' ? newest.stream.versionPointer : undefined;
  if (pointer === undefined) return newest;
  const text = jsonText(body);
  if (text === undefined) return undefined;
  const number = majorIn(readMember(JSON.parse(text), pointerTokens(pointer) ?? []));
  return majors.find(({ major }) => major === number);
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
