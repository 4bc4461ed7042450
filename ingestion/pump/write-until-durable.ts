import { backOffMs, waitFor } from '../../connectors/back-off.ts';
import type { Sink } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Log } from '../../connectors/log.ts';
import type { Counters } from '../counters.ts';
import type { PumpSettings } from './settings.ts';

export interface WriteContext<Item> {
  readonly sink: Sink<Item>;
  readonly settings: PumpSettings;
  readonly log: Log;
  readonly counters: Counters;
  readonly worker: string;
  /** Gives up waiting for the next attempt; the items stay with the broker. */
  readonly signal: AbortSignal;
  /** 0 (inclusive) to 1, for jitter. */
  readonly random: () => number;
}

/**
 * Writes items until all of them are durable. Transient failures and drift are repeated with the
 * same items; poison is cornered by halving, and the one item that is refused alone goes to the
 * sink's quarantine, so that the others are written. Returns false only when the signal gave up.
 */
export async function writeUntilDurable<Item>(
  items: readonly Item[],
  context: WriteContext<Item>,
): Promise<boolean> {
  const { sink } = context;
  return attempt(context, items.length, async () => {
    try {
      await sink.write(items);
      return true;
    } catch (error) {
      const failure = asFailure(error);
      if (failure.kind !== 'poison') throw failure;
      context.counters.add('failed_writes', { worker: context.worker, kind: 'poison' }, 1);
      if (items.length > 1) {
        const middle = items.length >> 1;
        return (
          (await writeUntilDurable(items.slice(0, middle), context)) &&
          (await writeUntilDurable(items.slice(middle), context))
        );
      }
      const [item] = items;
      if (item === undefined || sink.quarantine === undefined) throw failure;
      context.log.warn(
        { worker: context.worker, reason: failure.message },
        'one message was refused by the store and goes to quarantine with its bytes',
      );
      await sink.quarantine(item, failure);
      return true;
    }
  });
}

/** Repeats `work` until it returns; waits between attempts by the kind of its failure. */
async function attempt<Item>(
  context: WriteContext<Item>,
  items: number,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const { settings, counters, worker, signal, log, random } = context;
  for (let failures = 0; ; failures += 1) {
    try {
      const done = await work();
      if (failures > 0) {
        log.info({ worker, failures }, 'writing again');
        counters.set('stalled', { worker }, 0);
      }
      return done;
    } catch (error) {
      const failure = asFailure(error);
      counters.add('failed_writes', { worker, kind: failure.kind }, 1);
      counters.set('stalled', { worker }, 1);
      const delayMs =
        failure.kind === 'transient'
          ? backOffMs(settings.retry, failures, random())
          : settings.driftRetryMs;
      const fields = { worker, kind: failure.kind, reason: failure.message, items, delayMs };
      if (failure.kind === 'transient') {
        log.warn(fields, 'a write failed and is repeated; intake waits, nothing is lost');
      } else {
        log.error(
          fields,
          'the store refuses what the plan expects; intake waits until it is applied, nothing is lost',
        );
      }
      if (signal.aborted) return false;
      await waitFor(delayMs, signal);
      if (signal.aborted) return false;
    }
  }
}

/** Unknown is transient: a retry costs time, a drop costs the record. */
function asFailure(error: unknown): Failure {
  return error instanceof Failure
    ? error
    : new Failure(
        'transient',
        error instanceof Error ? `${error.name}: ${error.message}` : 'not an error',
        {
          cause: error,
        },
      );
}
