/**
 * What a failed call means for the loop that made it. Unknown is `transient`: retrying a lost
 * cause costs time, dropping a good record costs the record.
 */
export type FailureKind =
  /** Back off and try again: connections, deadlocks, resources, anything unknown. */
  | 'transient'
  /** A value of one record: split the batch, quarantine the record (SQLSTATE 22, 23). */
  | 'poison'
  /** The store's shape differs from the plan: pause the stream and say so (SQLSTATE 42). */
  | 'drift';

/** What the server said, without the connector's words about where and when. */
export interface ServerAnswer {
  readonly message: string;
  /** Where in the statement, in characters from 1. */
  readonly position?: number;
}

/** The error that connectors reject with. The message never holds payload values. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly sqlState: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly answer: ServerAnswer | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    details: {
      readonly cause?: unknown;
      readonly sqlState?: string;
      readonly column?: string;
      readonly constraint?: string;
      readonly answer?: ServerAnswer;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.sqlState = details.sqlState;
    this.column = details.column;
    this.constraint = details.constraint;
    this.answer = details.answer;
  }
}
