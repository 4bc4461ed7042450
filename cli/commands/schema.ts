import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Containment } from '../../contracts/compatibility/containment/contains.ts';
import type { Json } from '../../contracts/source/json.ts';
import { type Command, type CommandContext, exitCode, UsageError } from '../command.ts';
import { compareSchemas, type Manner } from '../compare-schemas.ts';
import { inexactDigits, inexactNumber, inexactReason } from '../inexact-digits.ts';
import { dialectOf, judgeLine, rounded } from '../judge-pair-line.ts';
import { parseOptions } from '../parse-options.ts';
import { visible } from '../render/visible.ts';

export const command: Command = {
  name: 'schema',
  usage: `Usage: tundish schema contains <a.json> <b.json> [--format text|json] [--dialect <draft>]
       tundish schema contains --batch < pairs.jsonl
       both with [--formats assert|annotate] [--milliseconds <per pair>]

Decides whether every value that JSON Schema a accepts is accepted by b: is a producer of a safe for a
reader of b? A verdict is a proof or shows a value that a accepts and b refuses; what cannot be
decided is called undecided, with the reason.

  --batch             one pair per line, {"id", "a", "b", "dialect"?}; answers
                      {"id", "verdict", "counterexample"?, "reason"?, "ms"} in the same order
  --dialect <draft>   counts where a schema names no $schema: draft-04, draft-06, draft-07, 2019-09,
                      2020-12 (default) or the URI of one of them
  --format json       the verdict as one JSON object
  --formats assert    date-time, date, time, uuid … are constraints, as for the payloads of a plant;
                      without it formats are annotations, as JSON Schema has them
  --milliseconds <n>  a search that takes longer is undecided; 400 without it

Exit codes: 0 contained, 1 not contained, 3 undecided, 2 usage; with --batch 0 when every line was a
pair, else 1.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      batch: { type: 'boolean', default: false },
      dialect: { type: 'string', default: '2020-12' },
      format: { type: 'string', default: 'text' },
      formats: { type: 'string', default: 'annotate' },
      milliseconds: { type: 'string', default: '400' },
    });
    const [verb, ...files] = positionals;
    if (verb !== 'contains') throw new UsageError("schema knows the word 'contains'");
    if (values.format !== 'text' && values.format !== 'json') {
      throw new UsageError(`'${values.format}' is not a format; choose text or json`);
    }
    if (values.formats !== 'assert' && values.formats !== 'annotate') {
      throw new UsageError(`--formats is assert or annotate, not '${values.formats}'`);
    }
    const milliseconds = Number(values.milliseconds);
    if (!Number.isInteger(milliseconds) || milliseconds < 1) {
      throw new UsageError(`--milliseconds is a whole number from 1, not '${values.milliseconds}'`);
    }
    const dialect = dialectOf(values.dialect);
    if (dialect === undefined) {
      throw new UsageError(
        `'${values.dialect}' is no draft; choose for example draft-07 or 2020-12`,
      );
    }
    const manner: Manner = { dialect, formats: values.formats, milliseconds };
    if (values.batch === true) {
      if (files.length > 0) throw new UsageError('--batch takes its pairs from standard input');
      return judgeLines(context, manner);
    }
    const [a, b, ...more] = files;
    if (a === undefined || b === undefined || more.length > 0) {
      throw new UsageError('schema contains needs two schemas');
    }
    return judgeFiles({ a, b, format: values.format }, manner, context);
  },
};

interface FilePair {
  readonly a: string;
  readonly b: string;
  readonly format: 'text' | 'json';
}

async function judgeFiles(
  { a, b, format }: FilePair,
  manner: Manner,
  context: CommandContext,
): Promise<number> {
  const started = performance.now();
  const texts = await Promise.all([a, b].map((path) => readSchema(context.cwd, path)));
  const [textA = '', textB = ''] = texts;
  const [first, second] = [parsed(textA, a), parsed(textB, b)];
  const inexact = inexactNumber(textA) ?? inexactNumber(textB);
  const digits = inexact === undefined ? undefined : digitsOf(textA, textB);
  const result: Containment =
    inexact !== undefined && digits === undefined
      ? { verdict: 'undecided', pointer: '', reason: inexactReason(inexact) }
      : compareSchemas(first, second, {
          ...manner,
          files: { a: resolve(context.cwd, a), b: resolve(context.cwd, b), folder: context.cwd },
          ...(digits === undefined ? {} : { digits }),
        });
  if (format === 'json') {
    const ms = rounded(performance.now() - started);
    context.stdout(`${JSON.stringify({ ...result, ms })}\n`);
  } else
    context.stdout(
      `${inWords(result, a, b)}Next: tundish schema contains ${visible(b)} ${visible(a)}\n`,
    );
  return result.verdict === 'contained'
    ? exitCode.ok
    : result.verdict === 'not-contained'
      ? exitCode.findings
      : exitCode.unchecked;
}

function digitsOf(textA: string, textB: string) {
  const [a, b] = [inexactDigits(textA), inexactDigits(textB)];
  return a === undefined || b === undefined ? undefined : { a, b };
}

function inWords(result: Containment, a: string, b: string): string {
  const [first, second] = [visible(a), visible(b)];
  switch (result.verdict) {
    case 'contained':
      return `contained: every value that ${first} accepts is accepted by ${second} (proved).\n`;
    case 'not-contained': {
      const value = visible(JSON.stringify(result.counterexample));
      return `not contained: ${first} accepts this value and ${second} refuses it:\n\n  ${value}\n\n`;
    }
    default: {
      const place = result.of === 'b' ? second : first;
      const where = result.of === undefined ? '' : ` (${place}#${visible(result.pointer)})`;
      return `undecided: ${visible(result.reason)}${where}.\n`;
    }
  }
}

async function judgeLines(context: CommandContext, manner: Manner): Promise<number> {
  let code: number = exitCode.ok;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const answer = judgeLine(line, manner);
    if (answer.id === undefined) code = exitCode.findings;
    context.stdout(`${JSON.stringify(answer)}\n`);
  }
  return code;
}

async function readSchema(cwd: string, path: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, path), 'utf8');
  } catch {
    throw new UsageError(`there is no schema file ${visible(path)}`);
  }
}

function parsed(text: string, path: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new UsageError(`${visible(path)} is no JSON`);
  }
}
