import type { SimulatedMessage, SimulatedStream } from './simulated-message.ts';

/** What the sources sent on one stream, in the unit of its books (messages or samples). */
export interface SentCounts {
  /** Everything, resends included. */
  readonly sent: number;
  /** What is one and the same counted once: the rows that must be there. */
  readonly unique: number;
  readonly resends: number;
  /** Of the unique ones: those that break their contract. */
  readonly broken: number;
}

/** The sources' own books, kept apart from everything that the platform counts. */
export interface SentAccount {
  note(message: SimulatedMessage): void;
  of(stream: SimulatedStream): SentCounts;
}

export function newSentAccount(): SentAccount {
  const streams = new Map<SimulatedStream, SentCounts>();
  const none: SentCounts = { sent: 0, unique: 0, resends: 0, broken: 0 };
  const of = (stream: SimulatedStream): SentCounts => streams.get(stream) ?? none;
  return {
    of,
    note: ({ stream, units, resend, broken }) => {
      const before = of(stream);
      streams.set(stream, {
        sent: before.sent + units,
        unique: before.unique + (resend ? 0 : units),
        resends: before.resends + (resend ? units : 0),
        broken: before.broken + (broken && !resend ? units : 0),
      });
    },
  };
}
