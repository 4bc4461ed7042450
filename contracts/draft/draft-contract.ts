/** A field as a draft proposes it; the renderer writes it as an ODCS property. */
export interface DraftField {
  readonly name: string;
  readonly logicalType:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'timestamp'
    | 'date'
    | 'time'
    | 'object'
    | 'array'
    | undefined;
  readonly description?: string;
  readonly businessName?: string;
  /** UCUM code. */
  readonly unit?: string;
  /** 1 for the first field of the key. */
  readonly keyPosition?: number;
  readonly required?: boolean;
  readonly personal?: boolean;
  /** What the samples showed: `412/412 messages, 1..3`. */
  readonly evidence?: string;
  /** What a person has to decide about it. */
  readonly ask: readonly string[];
  /** Members of an object, or of the objects of an array. */
  readonly fields: readonly DraftField[];
}

/** One entry of the `tundish` profile. */
export interface ProfileEntry {
  readonly key: string;
  /** YAML in flow style, on one line. */
  readonly value: string;
  readonly ask?: string;
}

/** One dataset's contract, before it is text. */
export interface DraftContract {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly domain: string;
  readonly purpose?: string;
  readonly dataset: {
    readonly name: string;
    readonly description?: string;
    readonly granularity?: string;
    readonly profile: readonly ProfileEntry[];
    /** Relative to the contract; absent where a transform makes the rows. */
    readonly schemaFile?: string;
    readonly fields: readonly DraftField[];
    readonly ask: readonly string[];
  };
}

/** A product's description, before it is text. */
export interface DraftProduct {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly purpose?: string;
  readonly owner?: { readonly team: string; readonly contact?: string };
  readonly inputPorts: readonly { readonly contractId: string; readonly version: string }[];
  readonly outputPorts: readonly {
    readonly name: string;
    readonly contractId: string;
    readonly version: string;
    readonly description?: string;
  }[];
}

/** Something of the source that the draft does not say in the same way. */
export interface Loss {
  readonly what: string;
  readonly where: string;
  readonly became: string;
  readonly why: string;
}
