/** Why a message waits in quarantine, in the terms of its contract. */
export interface Reason {
  /** JSON pointer into the message; '' is the message itself. */
  readonly pointer: string;
  /** The rule that it breaks: a JSON Schema keyword or one of the platform's own rules. */
  readonly rule: string;
  readonly message: string;
  readonly expected?: string;
  /** A short value that was found. */
  readonly found?: number | boolean | string;
  readonly hint?: string;
}

/** A reason without payload values for each of the platform's own rules. */
export function platformReason(rule: PlatformRule, pointer = ''): Reason {
  return { pointer, rule, message: messages[rule] };
}

export type PlatformRule = keyof typeof messages;

/** Reasons of messages that wait for a process with the right keys, and for no person. */
export const WAITS_FOR_KEY = [
  'personal-sealed',
  'personal-key-other',
  'personal-untreated',
] as const satisfies readonly PlatformRule[];

/** A reason without what was found: of a message that nobody may look at. */
export function withoutFound({ found: _, ...reason }: Reason): Reason {
  return reason;
}

const messages = {
  'not-utf8': 'The bytes are not UTF-8 text.',
  'not-json': 'The text is not JSON.',
  'duplicate-member': 'An object names the same member twice; which value counts is unknown.',
  'unstorable-character':
    'A text holds NUL or half a surrogate pair, which no text column can hold.',
  'number-range': 'A number has more digits than a numeric column can hold.',
  'too-deep': 'The message is nested more deeply than the stores accept.',
  'event-conflict':
    'Another message with the same event key and other content came first; an event key must not be reused.',
  'contract-version-missing':
    'The message names no contract version where its contract says it would.',
  'contract-version-unknown':
    'No contract of this major version is known yet; it is held until one is.',
  'personal-sealed':
    'Nobody could tell which of the message is personal, so it is encrypted whole. Its key is needed to read it.',
  'personal-key-other':
    'It is encrypted with another key than this process has. It waits for a process that has that key.',
  'personal-untreated':
    'The message came before its contract said what of it is personal. Its treatment needs the keys of the plant.',
  'personal-misplaced':
    'The message has not the form that its contract says, so nobody can tell which of it is personal: it is encrypted whole.',
  'platform-fault':
    'Tundish itself is at fault with this message. It is kept: replay it once a version without the fault runs.',
  superseded:
    'Another message of the same event is curated meanwhile. Discard this one, or mend that one at its source.',
  'no-record': 'The message holds no record.',
} as const;
