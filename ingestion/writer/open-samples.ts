import { isSealed } from '../personal/encrypt.ts';
import { compileOpenBody, type Opened } from '../personal/open-body.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { treatment } from '../personal/treat-message.ts';
import type { KnownSensorRoute } from './sensor-streams.ts';

/** A message of samples as it would have come in, had its contract been known; or why it is not read. */
export type OpenedSamples =
  /** `sealed` where it was encrypted whole: nobody may see its values. */
  | { readonly kind: 'message'; readonly body: Uint8Array; readonly sealed: boolean }
  | Extract<Opened, { kind: 'waits' }>
  | { readonly kind: 'refused'; readonly rule: 'personal-sealed' | 'personal-misplaced' };

export type OpenSamples = (
  body: Uint8Array,
  route: KnownSensorRoute,
  topicFits: (topic: string) => boolean,
) => OpenedSamples;

/**
 * Compiles how messages are opened that were encrypted whole: by a reader with a plan that did not
 * know their major yet. They are treated by their contract now. `routes` are all majors of all streams.
 */
export function compileOpenSamples(
  routes: readonly KnownSensorRoute[],
  keys: PersonalKeys | undefined,
): OpenSamples {
  const openers = new Map<string, ReturnType<typeof compileOpenBody>>();
  const openerOf = (id: string) => {
    const known = openers.get(id);
    if (known !== undefined) return known;
    const majors = routes.flatMap(({ stream, major }) => (stream === id ? [major] : []));
    const opener = compileOpenBody({ id, majors }, keys);
    openers.set(id, opener);
    return opener;
  };
  return (body, { stream, major }, topicFits) => {
    if (!isSealed(body)) return { kind: 'message', body, sealed: false };
    const opened = openerOf(stream)(body, topicFits);
    if (opened.kind === 'waits') return opened;
    if (opened.kind === 'closed' || keys === undefined) {
      return { kind: 'refused', rule: 'personal-sealed' };
    }
    const treat = treatment(major, keys);
    if (treat === undefined) {
      return opened.because === 'ahead'
        ? { kind: 'message', body: opened.body, sealed: true }
        : { kind: 'refused', rule: 'personal-sealed' };
    }
    const treated = treat(opened.body);
    return treated === undefined
      ? { kind: 'refused', rule: 'personal-misplaced' }
      : { kind: 'message', body: treated, sealed: true };
  };
}
