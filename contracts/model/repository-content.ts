import type { Json } from '../source/json.ts';
import type { SourceDocument } from '../source/source-document.ts';

/**
 * The files that binding looks at, already read: the binder itself never waits and sees one state of
 * the repository.
 */
export interface RepositoryContent {
  /** YAML and JSON files that were read without an error. */
  readonly documents: ReadonlyMap<string, SourceDocument>;
  /** Tag registers and transforms. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** Files that exist but were refused: their findings are told already. */
  readonly refused: ReadonlySet<string>;
}

/** The parsed value of a schema file. */
export function schemaValue(content: RepositoryContent, path: string): Json | undefined {
  return content.documents.get(path)?.value;
}
