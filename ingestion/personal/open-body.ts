import type { StreamDatasetPlan } from '../stream-router.ts';
import type { PersonalKeys } from './personal-keys.ts';
import { NO_STREAM, openBody, type SealCause, sealedWith } from './sealed-body.ts';
import { hasPersonal } from './treat-message.ts';

/** What a body is that looks as if it had been encrypted whole. */
export type Opened =
  | { readonly kind: 'opened'; readonly body: Uint8Array; readonly because: SealCause }
  /** It needs a key that this process has not: it waits for one that has. */
  | { readonly kind: 'waits'; readonly rule: 'personal-sealed' | 'personal-key-other' }
  /** None of ours, altered, or of another stream or topic: it stays closed. */
  | { readonly kind: 'closed' };

/**
 * Compiles how encrypted bodies of a stream are opened: only those that a process of this plant has
 * encrypted for this stream and topic. Anybody can publish a text that looks so, copied from where it
 * may be read. `topicFits` tells whether a message came in on the topic that its body names.
 */
export function compileOpenBody(
  dataset: Pick<StreamDatasetPlan, 'id' | 'majors'>,
  keys: PersonalKeys | undefined,
): (body: Uint8Array, topicFits: (topic: string) => boolean) => Opened {
  const isPersonal = hasPersonal(dataset);
  // What the plan without this stream's topic took for nobody's is only opened to be treated.
  const places: readonly { readonly stream: string; readonly because: SealCause }[] = [
    { stream: dataset.id, because: 'ahead' },
    ...(isPersonal
      ? ([
          { stream: dataset.id, because: 'unclear' },
          { stream: NO_STREAM, because: 'unclear' },
        ] as const)
      : []),
  ];
  const own = keys === undefined ? undefined : Buffer.from(sealedWith(keys.encryptionKey));
  return (body, topicFits) => {
    if (keys === undefined || own === undefined) {
      return isPersonal ? { kind: 'waits', rule: 'personal-sealed' } : { kind: 'closed' };
    }
    if (!own.equals(body.subarray(0, own.byteLength))) {
      return isPersonal && OTHER_KEY.test(beginning(body))
        ? { kind: 'waits', rule: 'personal-key-other' }
        : { kind: 'closed' };
    }
    for (const place of places) {
      const opened = openBody(body, place, keys.encryptionKey);
      if (opened !== undefined && topicFits(opened.topic)) {
        return { kind: 'opened', body: opened.body, because: place.because };
      }
    }
    return { kind: 'closed' };
  };
}

const OTHER_KEY = /^tundish:e1:[0-9a-f]{8}:/;

function beginning(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 20)).toString('latin1');
}
