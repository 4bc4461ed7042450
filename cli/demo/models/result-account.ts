import type { SentCounts } from '../simulator/sent-account.ts';
import { type ModelStream, modelStreams } from './model-stream.ts';

/** What the models say they have published, in the unit of the books. */
export interface ResultAccount {
  /** Takes what the models' process says; anything else is not for this account. */
  readonly note: (message: unknown) => void;
  of(stream: ModelStream): SentCounts;
}

export function newResultAccount(): ResultAccount {
  const published = new Map<ModelStream, number>();
  return {
    note: (message) => {
      if (typeof message !== 'object' || message === null) return;
      if (!('published' in message) || !('units' in message)) return;
      const stream = modelStreams.find((one) => one === message.published);
      if (stream === undefined || typeof message.units !== 'number') return;
      published.set(stream, (published.get(stream) ?? 0) + message.units);
    },
    of: (stream) => {
      const units = published.get(stream) ?? 0;
      return { sent: units, unique: units, resends: 0, broken: 0 };
    },
  };
}
