import { FileProblem } from './file-rows.ts';
import { textChunks } from './text-chunks.ts';

export interface TextLine {
  readonly line: number;
  readonly text: string;
}

export interface LineFile {
  /** Lines that are not empty, in the file's order. Rejects with a FileProblem. */
  batches(): AsyncIterable<readonly TextLine[]>;
  /** How much of the file has been read, from 0 to 1. */
  done(): number;
}

const MOST_LINE_CHARACTERS = 64 * 1024 * 1024;

/** The lines of a UTF-8 file, as NDJSON has one value in each. */
export async function textLines(path: string): Promise<LineFile> {
  const text = await textChunks(path);
  return {
    done: text.done,
    batches: async function* batches() {
      let rest = '';
      let line = 0;
      for await (const chunk of text.chunks()) {
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        if (rest.length > MOST_LINE_CHARACTERS) {
          throw new FileProblem(
            `${path}: line ${line + parts.length + 1} is too long to be one message`,
          );
        }
        const first = line + 1;
        line += parts.length;
        yield parts.flatMap((part, index) => lineOf(part, first + index));
      }
      yield lineOf(rest, line + 1);
    },
  };
}

function lineOf(text: string, line: number): readonly TextLine[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : [{ line, text: trimmed }];
}
