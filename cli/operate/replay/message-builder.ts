import type { Cell } from '../../../connectors/files/file-rows.ts';
import type { Field } from '../../../contracts/model/field.ts';
import type { StreamMajor } from '../../../contracts/plan/plan.ts';
import { didYouMean } from '../../../contracts/source/suggestion.ts';
import { UsageError } from '../../command.ts';
import { cellToken } from './cell-token.ts';
import type { FromColumn, Mapping } from './mapping-file.ts';
import { fieldAt, memberPaths } from './member-type.ts';
import { namesOffset, type TimeKind, timeReader } from './time-format.ts';

/** A message of the stream, or why the row gives none. */
export type BuiltMessage =
  | { readonly topic: string; readonly text: string }
  | { readonly problem: string };

export interface MessageBuilder {
  /** One message, or one per tag where the stream's messages hold one sample. */
  build(cells: readonly Cell[]): readonly BuiltMessage[];
  /** Columns that no member takes. */
  readonly unused: readonly string[];
}

/** The JSON text of one member; undefined where the row has none. */
type Token = (cells: readonly Cell[]) => string | undefined;

/** A row's cell cannot become the member's value. */
class RowProblem extends Error {}

/**
 * Compiles a mapping for a file with these columns. Where the mapping names no members, each column
 * goes to the member of its name. `topicOnly`: the texts are of no use, the topics are.
 * @throws UsageError for a column, member, time format or placeholder that does not fit.
 */
export function messageBuilder(
  columns: readonly string[],
  mapping: Mapping,
  major: StreamMajor,
  placeOf: (path: readonly string[]) => string,
  { topicOnly = false } = {},
): MessageBuilder {
  const { fields, stream, payload } = major;
  const paths = memberPaths(fields);
  const columnAt = (name: string, place: readonly string[]): number => {
    const index = columns.indexOf(name);
    if (index !== -1) return index;
    const hint = didYouMean(name, columns);
    throw new UsageError(
      `${placeOf(place)}: the file has no column '${name}'${hint === undefined ? '' : `; ${hint}`}. Its columns: ${columns.join(', ')}`,
    );
  };
  const used = new Set<number>();
  const tokenFrom = (
    from: FromColumn,
    field: Field | undefined,
    place: readonly string[],
  ): Token => {
    const { column, time, zone, values } = typeof from === 'string' ? { column: from } : from;
    const index = columnAt(column, place);
    used.add(index);
    return columnToken({ index, column, time, zone, values }, field, mapping, () => placeOf(place));
  };

  const members = new Map<string, Token>();
  for (const [path, from] of Object.entries(mapping.members)) {
    members.set(path, tokenFrom(from, known(path, ['members', path]), ['members', path]));
  }
  for (const [path, value] of Object.entries(mapping.constants)) {
    known(path, ['constants', path]);
    const text = JSON.stringify(value);
    members.set(path, () => text);
  }
  for (const path of paths) {
    if (!members.has(path) && columns.includes(path)) {
      members.set(path, tokenFrom(path, fieldAt(fields, path.split('.')), ['members']));
    }
  }
  const topic = topicOf();
  const tags = tagColumns();
  if (members.size === 0 && !topicOnly) {
    throw new UsageError(
      `no column of the file is named like a member of ${stream.id}: name them in a mapping. Columns: ${columns.join(', ')}. Members: ${paths.join(', ')}`,
    );
  }
  const object = objectWriter(members);
  const unused = columns.filter((_, index) => !used.has(index));

  function known(path: string, place: readonly string[]): Field {
    const field = fieldAt(fields, path.split('.'));
    if (field !== undefined) return field;
    const hint = didYouMean(path, paths);
    throw new UsageError(
      `${placeOf(place)}: ${stream.id} has no member '${path}'${hint === undefined ? '' : `; ${hint}`}`,
    );
  }

  function topicOf(): (cells: readonly Cell[]) => string {
    const names = [...stream.topic.matchAll(/\{([^}]+)\}/g)].flatMap(([, name]) => name ?? []);
    for (const name of Object.keys(mapping.topic)) {
      if (names.includes(name)) continue;
      throw new UsageError(
        `${placeOf(['topic', name])}: the topic ${stream.topic} has no placeholder {${name}}`,
      );
    }
    const tokens = new Map(
      names.map((name) => {
        const from = mapping.topic[name];
        if (typeof from === 'object' && 'constant' in from) {
          const text = JSON.stringify(from.constant);
          return [name, () => text] as const;
        }
        if (from !== undefined) return [name, tokenFrom(from, undefined, ['topic', name])] as const;
        const token = members.get(name);
        if (token !== undefined) return [name, token] as const;
        if (columns.includes(name)) return [name, tokenFrom(name, undefined, ['topic'])] as const;
        throw new UsageError(
          `${placeOf(['topic'])}: the topic ${stream.topic} needs a {${name}}: say --topic ${name}=<value>, or write in the mapping topic: { ${name}: <column> }`,
        );
      }),
    );
    return (cells) =>
      stream.topic.replace(/\{([^}]+)\}/g, (_, name: string) =>
        levelOf(tokens.get(name)?.(cells), name),
      );
  }

  /** Index of the column, JSON text of its tag. */
  function tagColumns(): readonly { readonly index: number; readonly tag: string }[] | undefined {
    if (mapping.tags === undefined) return undefined;
    if (stream.class !== 'sensor') {
      throw new UsageError(
        `${placeOf(['tags'])}: only a sensor stream has tags, ${stream.id} is one of events`,
      );
    }
    const named =
      mapping.tags === 'all'
        ? columns.filter((_, index) => !used.has(index)).map((name) => [name, name] as const)
        : Object.entries(mapping.tags);
    return named.map(([column, tag]) => {
      const index = columnAt(column, ['tags', column]);
      used.add(index);
      return { index, tag: JSON.stringify(tag) };
    });
  }

  function textsOf(cells: readonly Cell[]): readonly string[] {
    if (tags === undefined || stream.class !== 'sensor') {
      const text = object(cells);
      return [payload.records === 'array' ? `[${text}]` : text];
    }
    const { series } = stream;
    const value = fieldAt(fields, [series.value])?.type;
    const shared = object(cells).slice(1, -1);
    const samples = tags.flatMap(({ index, tag }) => {
      const token = isEmpty(cells[index], mapping)
        ? undefined
        : cellToken(cells[index], value, mapping.decimal);
      if (token === undefined) return [];
      const own = `${JSON.stringify(series.tag)}:${tag},${JSON.stringify(series.value)}:${token}`;
      return [`{${shared}${shared === '' ? '' : ','}${own}}`];
    });
    return payload.records === 'array' ? [`[${samples.join(',')}]`] : samples;
  }

  return {
    unused,
    build: (cells) => {
      if (cells.length !== columns.length) {
        return [
          { problem: `has ${cells.length} cells where the file has ${columns.length} columns` },
        ];
      }
      try {
        const at = topic(cells);
        return textsOf(cells).map((text) => ({ topic: at, text }));
      } catch (error) {
        if (error instanceof RowProblem) return [{ problem: error.message }];
        throw error;
      }
    },
  };
}

function columnToken(
  from: {
    readonly index: number;
    readonly column: string;
    readonly time: string | undefined;
    readonly zone: string | undefined;
    readonly values: Readonly<Record<string, string | number | boolean>> | undefined;
  },
  field: Field | undefined,
  mapping: Mapping,
  place: () => string,
): Token {
  const { index, column, time, zone, values } = from;
  const none = field?.required === true && field.nullable ? 'null' : undefined;
  const read = time === undefined ? undefined : readerOfTime(time, zone, field, place);
  return (cells) => {
    const cell = cells[index];
    if (isEmpty(cell, mapping)) return none;
    if (values !== undefined && Object.hasOwn(values, String(cell))) {
      return JSON.stringify(values[String(cell)]);
    }
    if (read === undefined) return cellToken(cell, field?.type, mapping.decimal) ?? none;
    const result = read(String(cell));
    if ('problem' in result) throw new RowProblem(`column ${column} ${result.problem}`);
    return JSON.stringify(result.text);
  };
}

function readerOfTime(
  format: string,
  zone: string | undefined,
  field: Field | undefined,
  place: () => string,
) {
  const kind: TimeKind = isTime(field?.type.kind) ? field.type.kind : 'timestamp';
  const read = timeReader(format, kind, zone);
  if (read === undefined) {
    throw new UsageError(
      `${place()}: '${format}' holds none of YYYY MM DD HH mm ss SSS A Z, and is not unix or unix-ms`,
    );
  }
  if (kind === 'timestamp' && zone === undefined && !namesOffset(format)) {
    throw new UsageError(
      `${place()}: times written ${format} are local, and the member wants an instant: add zone, for example zone: Europe/Berlin`,
    );
  }
  if (kind === 'local-timestamp' && zone !== undefined) {
    throw new UsageError(
      `${place()}: the member takes local times, whose zone the contract declares: leave zone out`,
    );
  }
  return read;
}

function isTime(kind: string | undefined): kind is TimeKind {
  return kind === 'timestamp' || kind === 'local-timestamp' || kind === 'date' || kind === 'time';
}

function isEmpty(cell: Cell, { empty }: Mapping): boolean {
  if (cell === undefined || cell === null || cell === '') return true;
  return typeof cell === 'string' && empty.includes(cell);
}

/** A topic level is a text without what MQTT reads in it. */
function levelOf(token: string | undefined, name: string): string {
  if (token === undefined) throw new RowProblem(`has no value for {${name}} of the topic`);
  const text = token.startsWith('"') ? String(JSON.parse(token)) : token;
  if (text === '' || /[/+#\u0000]/.test(text)) {
    throw new RowProblem(`has a value for {${name}} that no topic level can hold`);
  }
  return text;
}

interface ObjectNode {
  readonly name: string;
  readonly token?: Token;
  readonly children: ObjectNode[];
}

/** Writes nested objects from dotted paths; an object without any member is left out. */
function objectWriter(members: ReadonlyMap<string, Token>): (cells: readonly Cell[]) => string {
  const root: ObjectNode = { name: '', children: [] };
  for (const [path, token] of members) {
    const names = path.split('.');
    let node = root;
    for (const [depth, name] of names.entries()) {
      const isLeaf = depth === names.length - 1;
      let next = node.children.find((child) => child.name === name);
      if (next === undefined) {
        next = { name, children: [], ...(isLeaf ? { token } : {}) };
        node.children.push(next);
      }
      node = next;
    }
  }
  const write = ({ token, children }: ObjectNode, cells: readonly Cell[]): string | undefined => {
    if (token !== undefined) return token(cells);
    let text = '';
    for (const child of children) {
      const value = write(child, cells);
      if (value !== undefined)
        text += `${text === '' ? '' : ','}${JSON.stringify(child.name)}:${value}`;
    }
    return text === '' ? undefined : `{${text}}`;
  };
  return (cells) => write(root, cells) ?? '{}';
}
