import type { Cell } from '../../../connectors/files/file-rows.ts';
import type { LineFile } from '../../../connectors/files/text-lines.ts';
import type { StreamMajor } from '../../../contracts/plan/plan.ts';
import {
  mayHoldInexactNumbers,
  parseExact,
  SourceNumber,
} from '../../../ingestion/json/exact-json.ts';
import { readMember } from '../../../ingestion/read-member.ts';
import { UsageError } from '../../command.ts';
import type { Mapping } from './mapping-file.ts';
import { type BuiltMessage, messageBuilder } from './message-builder.ts';
import type { SourceMessages } from './source-line.ts';

/**
 * A file with one JSON value per line. Without members in the mapping the line is the message, sent
 * as it is written; with members, columns are dotted paths into the line's object.
 */
export function lineMessages(
  file: LineFile,
  mapping: Mapping,
  major: StreamMajor,
  placeOf: (path: readonly string[]) => string,
): SourceMessages {
  const isWhole = Object.keys({ ...mapping.members, ...mapping.constants }).length === 0;
  const columns = columnsOf(mapping, major);
  const { build } = messageBuilder(columns, mapping, major, placeOf, { topicOnly: isWhole });
  if (mapping.tags !== undefined) {
    throw new UsageError(`${placeOf(['tags'])}: tags are columns of CSV and Parquet files`);
  }
  const paths = columns.map((column) => column.split('.'));
  const builtOf = (text: string): readonly BuiltMessage[] => {
    const value = jsonOf(text);
    if (value === undefined)
      return [{ problem: text.includes('\r') ? crAlone : 'the line is not JSON' }];
    const built = build(paths.map((path) => cellOf(readMember(recordOf(value.exact), path))));
    // The built text serves for the topic alone where the line itself is the message.
    return isWhole ? built.map((one) => ('topic' in one ? { ...one, text } : one)) : built;
  };
  return {
    unused: [],
    unit: 'line',
    done: file.done,
    batches: async function* batches(fromLine) {
      for await (const batch of file.batches()) {
        yield batch.flatMap(({ line, text }) =>
          line < fromLine ? [] : [{ line, built: builtOf(text) }],
        );
      }
    },
  };
}

/** What the mapping and the topic read. */
function columnsOf(mapping: Mapping, major: StreamMajor): readonly string[] {
  const named = [...Object.values(mapping.members), ...Object.values(mapping.topic)].flatMap(
    (from) => (typeof from === 'string' ? [from] : 'column' in from ? [from.column] : []),
  );
  const placeholders = [...major.stream.topic.matchAll(/\{([^}]+)\}/g)].flatMap(([, name = '']) =>
    Object.hasOwn(mapping.topic, name) ? [] : [name],
  );
  return [...new Set([...named, ...placeholders])];
}

const crAlone = 'the line is not JSON: it holds a carriage return alone where lines end with LF';

function jsonOf(text: string): { readonly exact: unknown } | undefined {
  try {
    const plain: unknown = JSON.parse(text);
    return { exact: mayHoldInexactNumbers(text) ? parseExact(text) : plain };
  } catch {
    return undefined;
  }
}

function recordOf(message: unknown): unknown {
  return Array.isArray(message) ? message[0] : message;
}

/** Digits that a double would change go on as a text of digits; inside a value as they stand. */
function cellOf(exact: unknown): Cell {
  return exact instanceof SourceNumber ? exact.text : (exact as Cell);
}
