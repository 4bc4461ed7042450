/** One reason why a message breaks its payload schema, as a generated validator reports it. */
export interface Violation {
  /**
   * JSON pointer (RFC 6901) into the message. For a missing member it names the place where the
   * member belongs; names of more than 120 characters are cut.
   */
  readonly pointer: string;
  /** JSON pointer into the payload schema; after its URI where a reference led elsewhere. */
  readonly schemaPointer: string;
  /** The keyword that failed, or `depth` and `budget` for a message that costs too much. */
  readonly rule: string;
  /** What was expected and which JSON type was found; never a value of the message. */
  readonly message: string;
  /** A number, boolean or short string that was found. */
  readonly found?: number | boolean | string;
  readonly hint?: string;
}

/** The one export of a generated module: null for a valid message, without allocating. */
export type Validate = (value: unknown) => readonly Violation[] | null;
