import { hash } from 'node:crypto';
import type { Message } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Log } from '../../connectors/log.ts';
import type { Counters } from '../counters.ts';
import type { Stage } from './stage.ts';

/** What a message becomes whose stage is at fault, by simpler means; it is told what went wrong. */
export type OnFault<Out> = (message: Message, error: unknown) => readonly Out[];

/**
 * A stage in which a fault of ours stops one message instead of its stream: the batch is halved until
 * the message stands alone, and `onFault` decides what of it goes on. What that throws ends the loop,
 * and the message stays with the broker.
 */
export function isolateFaults<Out>(
  stage: Stage<Message, Out>,
  onFault: OnFault<Out>,
): Stage<Message, Out> {
  const run: Stage<Message, Out> = (batch) => {
    try {
      return stage(batch);
    } catch (error) {
      const [only, ...others] = batch;
      if (only === undefined) throw error;
      if (others.length === 0) return onFault(only, error);
      const middle = batch.length >> 1;
      return [...run(batch.slice(0, middle)), ...run(batch.slice(middle))];
    }
  };
  return run;
}

/**
 * Reports a fault with what finds the message (topic and hash) and the code (stack). An error's own
 * message may quote the payload, so it is not told.
 */
export function faultReporter(
  worker: string,
  log: Log,
  counters: Counters,
): (message: Message, error: unknown) => void {
  return ({ topic, body }, error) => {
    counters.add('faults', { worker }, 1);
    log.error(
      {
        worker,
        topic,
        bytes: body.byteLength,
        payloadHash: hash('sha256', body, 'hex').slice(0, 32),
        ...faultPlace(error),
      },
      'a message meets a fault of Tundish itself; it is kept for a person and the others go on. Please report it',
    );
  };
}

/** What may be told of an error: of a failure its words, of a fault of ours kind and place. */
export function errorFacts(
  error: unknown,
): { readonly kind: string } & Readonly<Record<string, unknown>> {
  return error instanceof Failure
    ? { kind: error.kind, reason: error.message }
    : { kind: 'unknown', ...faultPlace(error) };
}

const FRAMES = 4;

/** Kind and place of an error, without its words. */
export function faultPlace(error: unknown): { readonly fault: string; readonly at: string[] } {
  if (!(error instanceof Error)) return { fault: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line));
  return { fault: error.name, at: frames.slice(0, FRAMES).map((line) => line.trim()) };
}
