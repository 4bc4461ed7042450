import type { Fix, Place, Severity } from '../finding.ts';
import { keyPlaceOf, type NodeAt, placeOf } from '../source/node-at.ts';

/** What one rule found, before the registry adds the rule's name, severity and reason. */
export interface Problem {
  readonly place: Place;
  /** JSON pointer (RFC 6901) in the file of `place`. */
  readonly pointer: string;
  /** One sentence naming the thing concerned. */
  readonly message: string;
  /** The next step that removes the problem. */
  readonly hint?: string;
  /** An edit that removes the problem and needs nobody's judgement. */
  readonly fix?: Fix;
  /** Where a case weighs otherwise than its rule. */
  readonly severity?: Severity;
}

/** A problem with a value: it points at the value. */
export function problemAt(at: NodeAt, message: string, hint?: string, fix?: Fix): Problem {
  return {
    ...problem(placeOf(at), at.pointer, message, hint),
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A problem with the presence or the name of a member: it points at its key. */
export function problemAtKey(at: NodeAt, message: string, hint?: string): Problem {
  return problem(keyPlaceOf(at), at.pointer, message, hint);
}

function problem(
  place: Place,
  pointer: string,
  message: string,
  hint: string | undefined,
): Problem {
  return hint === undefined ? { place, pointer, message } : { place, pointer, message, hint };
}
