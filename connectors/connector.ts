import type { Failure } from './failure.ts';

/**
 * The interfaces that the data plane sees. An implementation knows one protocol and nothing of
 * contracts; the data plane knows these interfaces and no driver.
 */

/** What came over the wire, unchanged. */
export interface Message {
  readonly topic: string;
  readonly body: Uint8Array;
  /** When our first process took it from the wire, in milliseconds since 1970. */
  readonly receivedAtMs: number;
  /** The broker marks it as sent before (DUP, redelivered): a hint, never a proof. */
  readonly redelivered: boolean;
}

/** A message and the queue-side address that its stream has. */
export interface RoutedMessage {
  readonly message: Message;
  readonly exchange: string;
  readonly routingKey: string;
}

/** A message that waits for its settlement. `token` belongs to the source that made it. */
export interface Delivery {
  readonly message: Message;
  readonly token: unknown;
}

/**
 * Delivers messages and settles them. Order of calls: `start` once, then `settle` any number of
 * times, `stop` once. The source never has more than its window of unsettled deliveries, in
 * messages and in bytes; that window is the only back-pressure, so a sink that is down leaves
 * memory flat and the broker holds the rest.
 */
export interface Source {
  /** Connects, subscribes and calls `receive` per message; it must return at once, never throw. */
  start(receive: (delivery: Delivery) => void): Promise<void>;
  /**
   * Acknowledges deliveries whose effect is durable. Called in receive order. Deliveries of a
   * connection that is gone are ignored: the broker delivers them again.
   */
  settle(deliveries: readonly Delivery[]): void;
  /** Ends intake; `settle` of what was delivered still goes out. */
  pause(): Promise<void>;
  /**
   * Disconnects once the broker has read the settlements. What was settled is not delivered again.
   * What the broker had sent but this process had not taken up at `pause` is, marked `redelivered`.
   */
  stop(): Promise<void>;
}

/**
 * Makes a batch durable: resolves only when every item is (COMMIT returned, broker confirmed).
 * Rejects with a Failure; then nothing of the batch counts as durable (it may be: ambiguous
 * commits are absorbed by deduplication at the sink).
 */
export interface Sink<Item> {
  write(batch: readonly Item[]): Promise<void>;
  /**
   * Makes durable, whole and elsewhere, one item that `write` refuses as poison. A sink without it
   * never loses the item either: the loop keeps trying, and says so.
   */
  quarantine?(item: Item, failure: Failure): Promise<void>;
  close(): Promise<void>;
}

export type ColumnType =
  | 'boolean'
  | 'bytea'
  | 'text'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'double precision'
  | 'timestamptz'
  | 'uuid';

/**
 * One column of a batch as one array parameter (`unnest($1::uuid[], $2::text[])`), which the store
 * sends in its wire's binary form. Bytes stand for themselves: a uuid is 16 of them, a text that is
 * given as bytes must be UTF-8. A timestamptz is milliseconds since 1970, fractions allowed.
 */
export interface ColumnArray {
  readonly columnType: ColumnType;
  readonly items: readonly (Uint8Array | string | number | boolean | null)[];
}

/** One SQL statement; a `name` makes it a prepared statement of the connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

export type Row = Readonly<Record<string, unknown>>;

export interface StoreSession {
  /** Rejects with a Failure that carries the SQLSTATE. */
  query<R extends Row = Row>(statement: Statement): Promise<readonly R[]>;
}

/** A database. Every statement has a deadline; a connection that misses it is destroyed. */
export interface Store extends StoreSession {
  /** BEGIN … COMMIT on one connection; ROLLBACK when `work` rejects. Never retries by itself. */
  transaction<R>(work: (session: StoreSession) => Promise<R>): Promise<R>;
  close(): Promise<void>;
}

/**
 * JSON over HTTP, for catalogs.
 * @public
 */
export interface HttpApi {
  request(call: {
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly path: string;
    readonly body?: unknown;
  }): Promise<{ readonly status: number; readonly body: unknown }>;
}
