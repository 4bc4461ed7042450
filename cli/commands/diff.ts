import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, exitCode, UsageError } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { coloursFor } from '../render/colours.ts';
import { inLocale } from '../render/locale.ts';

export const command: Command = {
  name: 'diff',
  usage: `Usage: tundish diff <before> <after> [--format text|json|markdown]

Says what differs between two versions and whom it breaks. Both are contract files (ODCS 3.0 to 3.2
from any tool, with no plant around them), or both are folders that hold a plant.yaml. A dataset of a
file that names no compatibility mode is judged as FULL: what it accepts and what it shows are both
taken as promised.

Exit codes: 0 nothing breaks, 1 something does, 2 usage, or a side cannot be read, 3 a part could not
be compared.`,
  async run(args, context) {
    const { values, positionals } = parseOptions(args, {
      format: { type: 'string', default: 'text' },
    });
    const [before, after, ...more] = positionals;
    if (before === undefined || after === undefined || more.length > 0) {
      throw new UsageError('diff needs two contract files or two folders');
    }
    const { format } = values;
    if (format !== 'text' && format !== 'json' && format !== 'markdown') {
      throw new UsageError(`'${format}' is not a format; choose text, json or markdown`);
    }
    const { diffSides } = await import('../gate/diff/diff-sides.ts');
    const { gateJson } = await import('../gate/render/gate-json.ts');
    const { gateMarkdown } = await import('../gate/render/gate-markdown.ts');
    const { gateText } = await import('../gate/render/gate-text.ts');
    const { verdictSentence } = await import('../gate/render/verdict.ts');
    const today = new Date().toISOString().slice(0, 10);
    const result = await diffSides(context.cwd, before, after, today);
    if (format === 'text') {
      const texts = new Map<string, string>();
      for (const file of new Set(result.findings.map(({ place }) => place.file))) {
        const text = await readFile(resolve(context.cwd, file), 'utf8').catch(() => undefined);
        if (text !== undefined) texts.set(file, text);
      }
      const colours = coloursFor(context.isTerminal, context.env);
      const text = gateText(result, {
        sourceText: (file) => texts.get(file),
        colours,
        failOn: 'error',
        canWaive: false,
        next: nextOf(result, before, after),
      });
      context.stdout(inLocale(text, context.env));
    } else {
      context.stdout(
        format === 'json'
          ? gateJson(result, 'error')
          : gateMarkdown(result, { failOn: 'error', canWaive: false }),
      );
      context.stderr(
        `${verdictSentence(result, 'error')}\nNext: ${nextOf(result, before, after)}\n`,
      );
    }
    if (result.findings.some(({ severity }) => severity === 'error')) return exitCode.findings;
    return result.isWhole ? exitCode.ok : exitCode.unchecked;
  },
};

function nextOf(
  {
    findings,
  }: { readonly findings: readonly { readonly severity: string; readonly rule: string }[] },
  before: string,
  after: string,
): string {
  const error = findings.find(({ severity }) => severity === 'error') ?? findings[0];
  return error === undefined ? `tundish diff ${after} ${before}` : `tundish explain ${error.rule}`;
}
