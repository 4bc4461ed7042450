/**
 * What one file of a repository may cost. Contracts are untrusted: without these bounds a pull
 * request of one file can hold a checker for minutes or exhaust its memory.
 */
export const limits = {
  contractBytes: 1024 * 1024,
  schemaBytes: 4 * 1024 * 1024,
  tableBytes: 4 * 1024 * 1024,
  /** The manifest of a file set: a row has a path, a checksum and what a team adds. */
  manifestBytes: 16 * 1024 * 1024,
  /** One file of a set that lies in the repository, and all of them. */
  storedFileBytes: 64 * 1024 * 1024,
  storedFilesBytes: 512 * 1024 * 1024,
  sqlBytes: 64 * 1024,
  /** Objects and arrays inside one another. */
  depth: 64,
  /** Lexical tokens of one YAML file: white space and punctuation count too. */
  yamlTokens: 100_000,
  /** Values of one file. */
  nodes: 25_000,
  /** Members of one object. */
  members: 5_000,
  /** UTF-16 code units. */
  lineLength: 64 * 1024,
  textLength: 64 * 1024,
  nameLength: 256,
  /** Findings of one file, after which reading it stops. */
  findings: 100,
} as const;
