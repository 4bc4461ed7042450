import { FileProblem, type FileRow, type RowFile } from './file-rows.ts';
import { textChunks } from './text-chunks.ts';

export interface CsvOptions {
  /** One character; default: the comma. */
  readonly delimiter?: string;
  readonly encoding?: string;
  /** Lines above the header that are no data. */
  readonly skip?: number;
  /** Names of the columns where the file has no header. */
  readonly columns?: readonly string[];
}

/** A quote that nobody closes would gather the whole file. */
const MOST_RECORD_CHARACTERS = 4 * 1024 * 1024;

/**
 * A CSV file as RFC 4180 has it: quoted cells may hold delimiters, line ends and doubled quotes.
 * Empty lines are passed over. A row with more or fewer cells than columns is given as it is.
 * @throws FileProblem where the file is missing, is empty or names a column twice.
 */
export async function csvRows(path: string, options: CsvOptions = {}): Promise<RowFile> {
  const { delimiter = ',', encoding, skip = 0 } = options;
  const text = await textChunks(path, encoding);
  const columns = options.columns ?? (await headerOf(path, delimiter, encoding, skip));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new FileProblem(`${path} has two columns '${twice}'; name all columns in the mapping`);
  }
  const headers = options.columns === undefined ? 1 : 0;
  return {
    columns,
    done: text.done,
    batches: async function* batches() {
      let passed = 0;
      for await (const batch of recordsOf(text.chunks(), path, delimiter, skip)) {
        const from = Math.min(headers - passed, batch.length);
        passed += from;
        if (from < batch.length) yield from === 0 ? batch : batch.slice(from);
      }
    },
  };
}

async function headerOf(
  path: string,
  delimiter: string,
  encoding: string | undefined,
  skip: number,
): Promise<readonly string[]> {
  const text = await textChunks(path, encoding);
  for await (const [first] of recordsOf(text.chunks(), path, delimiter, skip)) {
    if (first !== undefined) return first.cells.map((cell) => String(cell).trim());
  }
  throw new FileProblem(`${path} holds no line with the names of its columns`);
}

/** Records of a text in chunks, a batch per chunk. */
async function* recordsOf(
  chunks: AsyncIterable<string>,
  path: string,
  delimiter: string,
  skip: number,
): AsyncIterable<readonly FileRow[]> {
  let rest = '';
  let line = 1;
  let toSkip = skip;
  let judged = false;

  /** A file whose lines end with CR alone is one line, whose columns nobody would know again. */
  function judgeFirst(record: string): void {
    if (judged) return;
    judged = true;
    if (endsLinesWithCr(record)) throw new FileProblem(`${path} ${crAlone}`);
  }

  function take(isLast: boolean): readonly FileRow[] {
    const rows: FileRow[] = [];
    let at = 0;
    let quote = rest.indexOf('"');
    for (;;) {
      const end = rest.indexOf('\n', at);
      if (end === -1) break;
      if (toSkip > 0) {
        toSkip -= 1;
        line += 1;
        at = end + 1;
        continue;
      }
      // Found once and kept: looking for a quote per line would read a chunk without any n times.
      if (quote !== -1 && quote < at) quote = rest.indexOf('"', at);
      if (quote === -1 || quote > end) {
        const text = rest.slice(at, rest.charCodeAt(end - 1) === 0x0d && end > at ? end - 1 : end);
        judgeFirst(text);
        if (text !== '') rows.push({ line, cells: text.split(delimiter) });
        line += 1;
        at = end + 1;
        continue;
      }
      const record = quotedRecord(rest, at, delimiter);
      if (record === undefined) break;
      judgeFirst(rest.slice(at, record.end));
      rows.push({ line, cells: record.cells });
      line += record.lines;
      at = record.end;
    }
    rest = rest.slice(at);
    if (rest.length > MOST_RECORD_CHARACTERS || (isLast && rest.trim() !== '')) {
      if (!judged && endsLinesWithCr(rest)) throw new FileProblem(`${path} ${crAlone}`);
      throw new FileProblem(
        quotedRecord(`${rest}\n`, 0, delimiter) === undefined
          ? `${path}: the quoted cell that begins in line ${line} has no end; a quote inside a cell is written twice`
          : `${path}: line ${line} has more than ${MOST_RECORD_CHARACTERS} characters, which is no row of a table: is the file CSV, in the encoding that the mapping names?`,
      );
    }
    return rows;
  }

  for await (const chunk of chunks) {
    rest += chunk;
    yield take(false);
  }
  if (rest !== '' && !rest.endsWith('\n')) rest += '\n';
  yield take(true);
}

const crAlone =
  "ends its lines with a carriage return alone; write LF or CR LF, for example with tr '\\r' '\\n'";

/** True where a carriage return without a line feed stands outside of quotes. */
function endsLinesWithCr(record: string): boolean {
  return record.includes('\r') && /\r(?!\n|$)/.test(record.replace(/"[^"]*"/g, ''));
}

interface QuotedRecord {
  readonly cells: readonly string[];
  readonly lines: number;
  /** Where the next record begins. */
  readonly end: number;
}

/** The record that begins at `start`; undefined where the text ends before it does. */
function quotedRecord(text: string, start: number, delimiter: string): QuotedRecord | undefined {
  const cells: string[] = [];
  let lines = 1;
  let at = start;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote === -1) return undefined;
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
        at += 1;
      }
      for (const character of cell) if (character === '\n') lines += 1;
    }
    // What follows a closing quote, and cells without one, stand for themselves.
    const next = endOfCell(text, at, delimiter);
    if (next === undefined) return undefined;
    cell += text.slice(at, next);
    if (text[next] === '\n') {
      cells.push(cell.endsWith('\r') ? cell.slice(0, -1) : cell);
      return { cells, lines, end: next + 1 };
    }
    cells.push(cell);
    at = next + 1;
  }
}

function endOfCell(text: string, from: number, delimiter: string): number | undefined {
  const end = text.indexOf('\n', from);
  if (end === -1) return undefined;
  const next = text.indexOf(delimiter, from);
  return next === -1 || next > end ? end : next;
}
