import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { Failure, type FailureKind } from '../failure.ts';
import type { Log } from '../log.ts';

export interface AmqpLinkOptions {
  /** `amqp://` or `amqps://`, with user, password and virtual host. */
  readonly url: string;
  /** Shown by the broker. */
  readonly name: string;
  readonly tls?: { readonly ca?: string | Buffer; readonly cert?: string; readonly key?: string };
  readonly log: Log;
}

/** One connection with one confirm channel. All of it ends together: there is no half of a link. */
export interface AmqpLink {
  readonly channel: ConfirmChannel;
  /** False once the channel or the connection is gone. */
  readonly open: boolean;
  /** Resolves when it is gone, with what the broker said. */
  readonly closed: Promise<Failure>;
  /** What the broker said, if it is gone. */
  readonly failure: Failure | undefined;
  close(): Promise<void>;
}

const HEARTBEAT_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 5_000;

/** Connects and opens a confirm channel. Rejects with a Failure. */
export async function openAmqpLink(options: AmqpLinkOptions): Promise<AmqpLink> {
  const url = new URL(options.url);
  const where = `AMQP ${url.host}${url.pathname}`;
  if (!url.searchParams.has('heartbeat')) {
    url.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  }
  let model: ChannelModel;
  try {
    model = await connect(url.toString(), {
      ...options.tls,
      noDelay: true,
      keepAlive: true,
      timeout: CONNECT_TIMEOUT_MS,
      clientProperties: { connection_name: options.name },
    });
  } catch (error) {
    throw amqpFailure(error, where);
  }
  let failure: Failure | undefined;
  let onClosed: (failure: Failure) => void = () => undefined;
  const closed = new Promise<Failure>((resolve) => {
    onClosed = resolve;
  });
  const end = (error: unknown): void => {
    if (failure !== undefined) return;
    failure = amqpFailure(error, where);
    onClosed(failure);
    // A closed channel on an open connection would leave the link half alive.
    model.close().catch(() => undefined);
  };
  model.on('error', end);
  model.on('close', (error) => end(error ?? new Error('the connection closed')));
  model.on('blocked', (reason) => {
    options.log.warn(
      { name: options.name, reason },
      'RabbitMQ takes no messages for lack of memory or disk; intake waits, nothing is lost',
    );
  });
  model.on('unblocked', () => {
    options.log.info({ name: options.name }, 'RabbitMQ takes messages again');
  });
  let channel: ConfirmChannel;
  try {
    channel = await model.createConfirmChannel();
  } catch (error) {
    end(error);
    throw amqpFailure(error, where);
  }
  channel.on('error', end);
  channel.on('close', () => end(new Error('the channel closed')));
  return {
    channel,
    closed,
    get open() {
      return failure === undefined;
    },
    get failure() {
      return failure;
    },
    close: async () => {
      // On a connection that is gone already the answers would never come.
      if (failure !== undefined) return;
      // Closing the channel first waits for the broker to have read our acknowledgements.
      const closing = channel
        .close()
        .then(() => model.close())
        .catch(() => undefined);
      await Promise.race([
        closing,
        new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref()),
      ]);
    },
  };
}

/**
 * 403 access refused, 404 no such exchange or queue and 406 declared otherwise mean that the broker
 * is not as the plan expects; 406 is also its answer to a message that is too large, and then to
 * that message only. The rest passes.
 */
function amqpFailure(error: unknown, where: string): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : 'unknown error';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return new Failure(kindOf(code, message), `${where}: ${message}`, { cause: error });
}

function kindOf(code: unknown, message: string): FailureKind {
  if (code === 406 && /message size/i.test(message)) return 'poison';
  return code === 403 || code === 404 || code === 406 ? 'drift' : 'transient';
}
