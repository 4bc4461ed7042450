import type { Place } from '../finding.ts';

/** What one rule found, before the registry adds the rule's name, severity and reason. */
export interface Problem {
  readonly place: Place;
  /** JSON pointer (RFC 6901) in the file of `place`. */
  readonly pointer: string;
  /** One sentence naming the thing concerned. */
  readonly message: string;
  /** The next step that removes the problem. */
  readonly hint?: string;
}
