/** What other languages call the types of ODCS and JSON Schema. */
const words: Readonly<Record<string, readonly string[]>> = {
  number: ['float', 'double', 'decimal', 'numeric', 'real', 'zahl'],
  integer: ['int', 'long', 'bigint', 'smallint', 'int32', 'int64', 'ganzzahl'],
  string: ['text', 'varchar', 'str', 'char', 'uuid'],
  boolean: ['bool', 'bit', 'flag'],
  timestamp: ['datetime', 'date-time', 'timestamptz', 'instant'],
  object: ['struct', 'record', 'dict', 'json'],
  array: ['list', 'set'],
};

const byWord = new Map(
  Object.entries(words).flatMap(([type, others]) => others.map((each) => [each, type] as const)),
);

/** The one of the types that another language calls so. */
export function typeMeantBy(word: string, types: readonly string[]): string | undefined {
  const type = byWord.get(word.toLowerCase());
  return type !== undefined && types.includes(type) ? type : undefined;
}
